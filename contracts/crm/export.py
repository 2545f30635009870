"""Export: people taken along, a bounded piece at a time."""

from typing import Literal

from pydantic import BaseModel, Field

MAX_EXPORT = 1000
"""Most people in one piece."""


class ExportRequest(BaseModel, extra="forbid"):
    """Who is to be exported, and how. `next` of one piece is the `cursor` of the following."""

    format: Literal["csv", "json"] = "csv"
    q: str | None = Field(None, min_length=1, max_length=200, description="Looks in name, phone and e-mail.")
    tag: str | None = Field(None, min_length=1, max_length=200)
    limit: int = Field(MAX_EXPORT, ge=1, le=MAX_EXPORT)
    cursor: str | None = Field(None, max_length=100)


class ExportedContacts(BaseModel):
    """A piece of an export. `next` is the cursor of the following one, null on the last."""

    format: Literal["csv", "json"]
    count: int
    content: str = Field(description="A header and a line a person, or a JSON array.")
    next: str | None
