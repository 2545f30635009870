"""Search: what is asked of the memory, and what it answers, with how each answer came to its place."""

from datetime import datetime
from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, model_validator

from contracts.crm.scope import ScopeName
from contracts.crm.strategy import DEFAULT, FAVOURS, STRATEGIES, Strategy, StrategyName

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

    `convex` adds their scores, each brought to 0..1. `learned`, the default, puts the best by those sums in order once
    more, with a small network that sees what each sum is made of. `rrf` adds 1 / (k + rank) and sees no scores; its
    usual k of 60 makes the first rank hardly better than the thirtieth, so ours is 8. docs/recall.md compares them.
    """

    CONVEX = "convex"
    LEARNED = "learned"
    RRF = "rrf"


class Order(StrEnum):
    """What put the answers in order."""

    SUM = "sum"
    LEARNED = "learned"
    RERANKED = "reranked"


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
    strategy: StrategyName | None = Field(
        None, description=f"{FAVOURS} Left out: that of the scope or of the credential, else {DEFAULT.name}."
    )
    scope: ScopeName | None = Field(None, description="What part of the memory is read: how many days back.")
    fusion: Fusion = Fusion.LEARNED
    rerank: bool = Field(True, description="Where there is a reranker and the strategy wants it, it has the last word.")
    min_relevance: float = Field(0, ge=0, le=1, description="Leaves out what answers less probably; 0 leaves out none.")

    @property
    def weights(self) -> Strategy:
        """What counts how much."""
        return STRATEGIES[self.strategy or DEFAULT.name]

    @property
    def fused(self) -> Fusion:
        """How it is fused: what was learned holds for the default strategy, the weights of the others are of sums."""
        learned = self.fusion is Fusion.LEARNED and self.weights is not DEFAULT
        return Fusion.CONVEX if learned else self.fusion

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError("since must be earlier than until")
        return self


class Hit(BaseModel):
    """A message that was found. Scores of two questions cannot be compared, their `relevance` can.

    The parts add up to the score, unless the order was learned or reranked: then it is the relevance.
    `lexical` comes from its own words, `vector` from its own meaning, `spread` from the turns before and after it,
    `recent` from how new it is, where the strategy asks for that, `graph` from the facts that were taken
    from it, where the question asks for such, `prior` from who said it and how well its session fits.
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
    text_from: int | None = Field(None, description="Of a long message: the character at which that part begins.")
    text_to: int | None = Field(None, description="And the one before which it ends.")
    score: float
    relevance: float = Field(description="How probably this belongs to an answer, 0 to 1.")
    lexical: float
    vector: float
    spread: float
    recent: float
    graph: float
    prior: float


class SearchResult(BaseModel):
    """The best answers, best first."""

    hits: list[Hit]
    order: Order = Field(description="What the scores are: sums of their parts, or how relevant each is said to be.")
    by_meaning: bool = Field(description="False: no vector could be made of the question, so only words were compared.")
