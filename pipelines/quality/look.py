"""One suite over its rows: which row breaks what, and what becomes of it in the quarantine."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

import pandas as pd

from memory.core.quarantine import TOGETHER, Found, SetApart, Standing, release, set_apart
from memory.core.staging import SCHEMA
from memory.db import Database
from pipelines.quality.judge import Judge
from pipelines.quality.suite import PLACE, ROW, TENANT, Suite
from pipelines.quality.verdict import SuiteVerdict, Verdict

AT_ONCE = 100_000
"""Rows of a frame that is judged, about. A judgement costs the same of one row as of thousands."""

HELD = 5 * AT_ONCE
"""Rows of all suites that wait for others to be judged with."""


@dataclass
class Look:
    """What was found; and of the rows that stand in quarantine, those that were looked at."""

    rows: int = 0
    seconds: float = 0.0
    found: dict[UUID, Found] = field(default_factory=dict)
    again: set[UUID] = field(default_factory=set)


class Looks:
    """Judges frames suite by suite. Small ones wait for others of their suite: those of other tenants."""

    def __init__(self, suites: Mapping[str, Suite], known: Sequence[Standing]) -> None:
        self._judge, self._suites = Judge(), suites
        self._known = {name: [one for one in known if one.suite == name] for name in suites}
        self._waiting: dict[str, list[pd.DataFrame]] = {name: [] for name in suites}
        self._seen = {name: Look() for name in suites}

    def take(self, suite: str, frame: pd.DataFrame) -> None:
        """Rows that a suite is about; of one tenant all rows with the same id."""
        self._waiting[suite].append(frame)
        if self._rows(suite) >= AT_ONCE:
            self._look(suite)
        if sum(map(self._rows, self._waiting)) >= HELD:
            self.end()

    def end(self) -> dict[str, Look]:
        """What was found in all that was taken."""
        for name in self._suites:
            self._look(name)
        return self._seen

    def _rows(self, suite: str) -> int:
        return sum(map(len, self._waiting[suite]))

    def _look(self, name: str) -> None:
        frames, self._waiting[name] = [frame for frame in self._waiting[name] if len(frame)], []
        if not frames:
            return
        frame, seen, begun = pd.concat(frames, ignore_index=True), self._seen[name], time.monotonic()
        seen.rows += len(frame)
        seen.again |= set(_again(frame, self._known[name]))
        # Nothing else leaves the frame: what a row says stays in it.
        told = frame[[column for column in (ROW, TENANT, *PLACE) if column in frame]]
        for outcome in self._judge(self._suites[name], frame):
            for row in told.iloc[outcome.broken].to_dict("records"):
                one = Found(UUID(row[TENANT]), self._suites[name].kind, name, row[ROW], outcome.what)
                seen.found.setdefault(one.id, one).places.append(_place(name, row))
        seen.seconds += time.monotonic() - begun


def _place(suite: str, row: dict[str, Any]) -> dict[str, Any]:
    """Where in the lake a row lies, or in which view."""
    return {name: row[name] for name in PLACE if name in row} or {"view": f"{SCHEMA}.{suite}"}


def _again(frame: pd.DataFrame, known: Sequence[Standing]) -> Iterator[UUID]:
    rows = frame.loc[frame[ROW].isin([one.row_id for one in known]), [TENANT, ROW]]
    there = set(rows.itertuples(index=False, name=None))
    return (one.id for one in known if (str(one.tenant_id), one.row_id) in there)


async def settle(db: Database, verdict: Verdict, suite: SuiteVerdict, seen: Look) -> None:
    """Set apart what was found of a suite, a few thousand rows a transaction, and count it."""
    suite.rows, suite.seconds = seen.rows, seen.seconds
    for tenant_id, found in _by_tenant(seen.found.values()):
        async with db.tenant(tenant_id, origin="flow") as tx:
            _count(verdict, suite, found, await set_apart(tx, found))


async def release_right(db: Database, verdict: Verdict, looks: Mapping[str, Look], known: Sequence[Standing]) -> None:
    """Release what stood in quarantine, was looked at, and is right.

    Where a run has looked at all rows, what it did not find is right again, or gone, or promised no longer.
    """
    right = [one for one in known if _right(one, looks.get(one.suite, Look()), whole=verdict.since is None)]
    for tenant_id, ended in _by_tenant(right):
        async with db.tenant(tenant_id, origin="flow") as tx:
            verdict.released += await release(tx, [one.id for one in ended])


def _right(one: Standing, seen: Look, *, whole: bool) -> bool:
    return one.id not in seen.found and (whole or one.id in seen.again)


def _by_tenant(rows: Iterable[Any]) -> Iterator[tuple[UUID, list[Any]]]:
    groups: dict[UUID, list[Any]] = defaultdict(list)
    for row in rows:
        groups[row.tenant_id].append(row)
    for tenant_id, group in groups.items():
        whole = iter(group)
        while some := list(islice(whole, TOGETHER)):
            yield tenant_id, some


def _count(verdict: Verdict, suite: SuiteVerdict, found: Sequence[Found], kept: Sequence[SetApart]) -> None:
    became = {one.id: one for one in kept}
    for one in found:
        suite.add(one, accepted=became[one.id].accepted)
        verdict.quarantined += became[one.id].fresh
