"""Tool call: what an agent used, and how it went; not a word of what it said."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field


class ToolCall(BaseModel):
    """One use of a tool by one credential."""

    id: UUID
    at: datetime
    subject: str = Field(description="Who: `api_key:` and its id, or the subject of an access token.")
    tool: str
    arguments: dict[str, int] = Field(description="Sizes in bytes by name; `?` are all that the tool does not have.")
    outcome: str = Field(description="`done`, `asked` for a preview, or the kind of the error.")
    took_ms: int
    request_id: str
