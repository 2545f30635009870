"""How a look at the rows ended."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from memory.core.quarantine import Found, Kind

SHOWN = 5
"""Rows that a verdict names of each promise that is broken; the quarantine has all of them."""


@dataclass(frozen=True)
class Example:
    """A row that breaks a promise, and where it lies."""

    tenant_id: UUID
    row_id: str
    places: list[dict[str, Any]]


@dataclass
class Promise:
    """An expectation of a suite: how often it was broken, how often by rows that somebody has accepted."""

    what: str
    broken: int = 0
    accepted: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def violations(self) -> int:
        """How often it is broken by rows that nobody has accepted."""
        return self.broken - self.accepted


@dataclass
class SuiteVerdict:
    """How one suite ended. Nothing can be said of a place without rows."""

    kind: Kind
    name: str
    promises: dict[str, Promise]
    rows: int = 0
    seconds: float = 0.0

    @property
    def violations(self) -> int:
        """How often its promises are broken by rows that nobody has accepted."""
        return sum(promise.violations for promise in self.promises.values())

    def add(self, found: Found, *, accepted: bool) -> None:
        """Count a row that breaks a promise."""
        promise = self.promises[found.expectation]
        promise.broken += 1
        promise.accepted += accepted
        if not accepted and len(promise.examples) < SHOWN:
            promise.examples.append(Example(found.tenant_id, found.row_id, found.places))


@dataclass
class Verdict:
    """How a run ended: by suite, and what it put into quarantine and let out of it. No value of any row is in it.

    `rows` are those that were looked at, `missing` the views that were not there.
    """

    at: datetime
    since: datetime | None
    tenants: list[UUID] | None
    suites: list[SuiteVerdict] = field(default_factory=list)
    rows: dict[Kind, int] = field(default_factory=dict)
    quarantined: int = 0
    released: int = 0
    seconds: float = 0.0
    missing: list[str] = field(default_factory=list)

    def violations(self, kind: Kind | None = None) -> int:
        """How often a promise is broken by rows that nobody has accepted."""
        return sum(suite.violations for suite in self.suites if kind in (None, suite.kind))
