"""Erasure: everything that is held of a person goes, and stays away."""

import re
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.core.export import Export

BROKER_KEEPS = timedelta(days=7)
"""How long Kafka has what it was told."""

ERASED = "[erased]"
"""What stands where somebody else's words named a person who was erased."""

SHORTEST = 7
"""Characters of the shortest name that is looked for inside other texts: a shorter one would be found everywhere."""


NO_GROUP = r"(?!-[0-9]+@g[.]us)"
"""A group of old is called by the number of who opened it and a time: that is its name for all its members."""


class Confirmation(BaseModel, extra="forbid"):
    """The word of the caller that it is meant: what the first answer gave."""

    confirmation: str | None = Field(None, max_length=200)


class Erasure(BaseModel):
    """An erasure, asked for and perhaps done; `removed` are rows and records by where they were."""

    id: UUID
    contact_id: UUID
    asked_by: str
    asked_at: datetime
    removed: dict[str, int]
    done_at: datetime | None


class ErasureAnswer(BaseModel):
    """What an erasure would remove, with the `confirmation` that has it done; or the erasure that was begun.

    Until `broker_until` Kafka keeps what it was told. `exports` are copies that have to be recalled by hand.
    """

    contacts: list[UUID]
    would_remove: dict[str, int] = {}
    confirmation: str | None = None
    expires_at: datetime | None = None
    erasure: Erasure | None = None
    broker_until: datetime
    exports: list[Export] = []


class ContactExport(BaseModel):
    """Everything that is held of a person, table by table; `cut` are the tables that hold more than is given here."""

    contacts: list[UUID]
    tables: dict[str, list[dict[str, Any]]]
    cut: list[str] = []


class Marks:
    """The exact names of a person as they may stand inside a text: digits of a number, an address.

    `pattern` finds them, in Python and in Postgres, whatever their case; where there are none, nothing.
    """

    def __init__(self, names: Collection[str]) -> None:
        self.names = sorted({name.removeprefix("+") for name in names if len(name.removeprefix("+")) >= SHORTEST})
        longest_first = sorted(map(re.escape, self.names), key=len, reverse=True)
        self.pattern = r"\+?(?:" + "|".join(longest_first) + ")" + NO_GROUP if self.names else "$x"
        self._pattern = re.compile(self.pattern, re.IGNORECASE)

    def found(self, text: str) -> bool:
        """Whether one of them stands in a text."""
        return bool(self._pattern.search(text))

    def without(self, value: Any) -> Any:
        """A text, or all texts of a JSON value, with ERASED where one of them stood."""
        if isinstance(value, str):
            return self._pattern.sub(ERASED, value)
        if isinstance(value, dict):
            return {self.without(name): self.without(item) for name, item in value.items()}
        if isinstance(value, list):
            return [self.without(item) for item in value]
        return value
