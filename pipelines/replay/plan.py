"""What is to be replayed, and with what changed."""

from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Self
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, model_validator

from contracts.settings import Settings
from pipelines.providers import (
    ENTITIES,
    SENTIMENTS,
    UnknownProvider,
    choose_embedder,
    choose_entities,
    choose_sentiment,
)
from pipelines.understanding import Understanding

FLOORS = ("connectors", "contracts", "memory", "pipelines")
"""Where the code is that a replay runs."""


@cache
def _code() -> bytes:
    root, digest = Path(__file__).parents[2], sha256()
    for file in sorted(file for floor in FLOORS for file in (root / floor).rglob("*.py")):
        digest.update(file.read_bytes())
    return digest.digest()


class Replay(BaseModel, frozen=True):
    """What is to be replayed of a tenant. It is found again after a crash by its name, and goes on."""

    tenant_id: UUID

    @property
    def name(self) -> str:
        """The same for the same plan and the same code: what other code has begun is begun anew."""
        return sha256(self.model_dump_json().encode() + _code()).hexdigest()[:12]

    def folder(self, settings: Settings) -> Path:
        """Where its shadow is."""
        return settings.data_dir / "replays" / self.name


class RecordPlan(Replay, frozen=True):
    """The record made anew out of all that the lake holds; what was recorded since `since` and before `until` is shown.

    All of it is read whatever is shown: what a person or a session is depends on what came before, and the live record,
    which it is compared with, knows what came after.
    """

    since: AwareDatetime | None = None
    until: AwareDatetime | None = None

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.since and self.until and self.since >= self.until:
            raise ValueError("a replay begins before it ends")
        return self


class Plan(Replay, frozen=True):
    """What was told of messages and came in since `since` and before `until`, enriched anew.

    `sentiment` and `entities` name the providers to use; where neither is named both are done anew by the present ones.
    """

    since: AwareDatetime
    until: AwareDatetime
    channel_id: UUID | None = None
    sentiment: str = ""
    entities: str = ""

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if self.since >= self.until:
            raise ValueError("a replay begins before it ends")
        for name, table in ((self.sentiment, SENTIMENTS), (self.entities, ENTITIES)):
            if name and name not in table:
                raise UnknownProvider(f"No provider is called {name}. There are: {', '.join(table)}.")
        return self

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of enrichment that are done anew."""
        named = tuple(kind for kind in ("sentiment", "entities") if getattr(self, kind))
        return named or ("sentiment", "entities")

    def understanding(self, settings: Settings) -> Understanding:
        """The providers that it takes. Raises ModelMissing when a model was not fetched."""
        embedder = choose_embedder(settings.embedder, settings.data_dir)
        sentiment = choose_sentiment(self.sentiment or settings.sentiment, embedder)
        return Understanding(
            embedder,
            sentiment if "sentiment" in self.kinds else None,
            choose_entities(self.entities or "rules") if "entities" in self.kinds else None,
        )

    def covers(self, at: datetime) -> bool:
        """Whether it is about what came in then."""
        return self.since <= at < self.until
