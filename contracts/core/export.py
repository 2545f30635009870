"""Export: a copy that somebody took out of the system, and which nothing here can change any more."""

from datetime import datetime

from pydantic import BaseModel


class Export(BaseModel):
    """A copy that was taken out: `kind` is what of (marts, lake, contact), `target` where it was written."""

    kind: str
    target: str
    made_at: datetime
