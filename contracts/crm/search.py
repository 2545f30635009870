"""Search: what is asked of the memory, and what it answers, with how each answer came to its place."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

MAX_QUERY = 500
"""Longest question, in characters."""

MAX_HITS = 50
"""Most answers to one question."""


class ItemKind(StrEnum):
    """What can be found."""

    TURN = "turn"
    FACT = "fact"
    SUMMARY = "summary"
    CHUNK = "chunk"


class Fusion(StrEnum):
    """How the two lists, by words and by meaning, become one.

    `convex` adds their scores, each brought to 0..1, and is better wherever it was measured. `rrf` adds 1 / (k + rank)
    and sees no scores; its usual k of 60 makes the first rank hardly better than the thirtieth, so ours is 8.
    """

    CONVEX = "convex"
    RRF = "rrf"


class SearchQuery(BaseModel, extra="forbid"):
    """What to look for, in plain words, and where. `since` is included, `until` is not."""

    q: str = Field(min_length=1, max_length=MAX_QUERY, description="The question, or some words.")
    limit: int = Field(10, ge=1, le=MAX_HITS)
    project_id: UUID | None = None
    channel_id: UUID | None = None
    chat_id: UUID | None = None
    contact_id: UUID | None = None
    session_id: UUID | None = None
    kind: ItemKind | None = None
    from_me: bool | None = Field(None, description="True: only what we said. False: only what was said to us.")
    since: AwareDatetime | None = None
    until: AwareDatetime | None = None
    fusion: Fusion = Fusion.CONVEX

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError("since must be earlier than until")
        return self


class Hit(BaseModel):
    """A message that was found. The parts add up to the score; scores of two questions cannot be compared.

    `lexical` comes from its own words, `vector` from its own meaning, `spread` from the turns before and after it,
    `prior` from who said it and how well its session fits.
    """

    message_id: UUID
    session_id: UUID | None
    contact_id: UUID | None
    contact_name: str | None
    chat_id: UUID
    at: datetime
    from_me: bool
    kind: ItemKind
    text: str = Field(description="The message, or the part of a long one that fits best.")
    score: float
    lexical: float
    vector: float
    spread: float
    prior: float


class SearchResult(BaseModel):
    """The best answers, best first."""

    hits: list[Hit]
    by_meaning: bool = Field(description="False: no vector could be made of the question, so only words were compared.")
