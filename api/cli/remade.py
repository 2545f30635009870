"""What `ventros replay record` does and shows: the record made anew, compared, and brought live."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from api.cli.logs import harmless
from contracts.settings import Settings
from pipelines.lake.store import Store
from pipelines.replay.applying import apply_record
from pipelines.replay.comparing import Comparison, Sample, compare
from pipelines.replay.plan import RecordPlan
from pipelines.replay.recording import Went, record_anew
from pipelines.replay.shadow import shadow

WIDTH = 70
"""Characters shown of a text."""


@dataclass
class Remade:
    """How a replay of the record went, what it found, and what it changed; `left` is the comparison after that."""

    went: Went
    found: Comparison
    applied: Counter[str] = field(default_factory=Counter)
    left: Comparison | None = None

    def told(self) -> dict[str, Any]:
        """All of it, for programs."""
        return {
            "read": self.went.read,
            "erased": self.went.erased,
            "dead_letters": self.went.dead,
            "complete_until": self.went.until,
            "moved_on": self.found.moved_on,
            "tables": {name: table.model_dump(mode="json") for name, table in self.found.tables.items()},
            "applied": dict(self.applied),
            "left": _numbers(self.left) if self.left else None,
        }

    def show(self, console: Console) -> None:
        """Print counts, columns and samples, and what became of them."""
        _show(console, self.found)
        if self.went.erased:
            console.print(f"{self.went.erased:,} records are left out: they were erased.", highlight=False)
        if self.went.dead:
            console.print(f"{self.went.dead:,} records could not be digested.", highlight=False)
        if self.found.moved_on:
            console.print(f"{self.found.moved_on:,} messages are left out: something was told of them, or of whom they"
                          " belong to, meanwhile.", highlight=False)  # fmt: skip
        if self.left is None:
            console.print("Nothing is changed: --apply brings this live.")
            return
        changed = ", ".join(f"{number:,} {name}" for name, number in self.applied.items()) or "nothing"
        console.print(f"Live now: {changed}.", highlight=False)
        kept = ", ".join(f"{number:,} {name}" for name, number in _numbers(self.left).items() if number)
        if kept:
            console.print(f"Left as it was: {kept}. Rows that only the live record has stay, and nobody's messages are"
                          " given to somebody else.", highlight=False)  # fmt: skip


def remade(settings: Settings, plan: RecordPlan, bar: Callable[[int, int], None], *, live: bool) -> Remade:
    """Make the record anew, compare, and bring the difference live if wished."""
    with shadow(settings, plan) as own:
        went = record_anew(settings, Store.of(settings), own, plan, bar)
        done = Remade(went, compare(settings, own, plan, went.until))
        if live:
            done.applied = asyncio.run(apply_record(settings, own, plan))
            done.left = compare(settings, own, plan, went.until)
        return done


def _numbers(found: Comparison) -> dict[str, int]:
    return {name: table.differs for name, table in found.tables.items()}


def _show(console: Console, found: Comparison) -> None:
    counts = Table("table", "compared", "otherwise", "only live", "only in the replay", "in what")
    for name, table in found.tables.items():
        columns = ", ".join(f"{column} {number:,}" for column, number in table.columns.items())
        numbers = (table.compared, table.otherwise, table.only_live, table.only_replayed)
        counts.add_row(name, *(f"{number:,}" for number in numbers), columns)
    console.print(counts)
    for name, table in found.tables.items():
        for sample in table.samples:
            console.print(f"  {name} {_where(sample)}", highlight=False, markup=False)
            for line in _lines(sample):
                console.print(f"    {line}", highlight=False, markup=False)


def _where(sample: Sample) -> str:
    at = f"{sample.at:%d %b %H:%M}  " if sample.at else ""
    return f"{at}{harmless(sample.label or '')[:WIDTH]}"


def _lines(sample: Sample) -> list[str]:
    if sample.kind != "otherwise":
        return [sample.kind.replace("_", " ").replace("replayed", "in the replay")]
    before, after = sample.before or {}, sample.after or {}
    return [f"{name}: {_said(before.get(name))} → {_said(after.get(name))}" for name in sorted(before | after)]


def _said(value: Any) -> str:
    return "nothing" if value is None else harmless(str(value))[:WIDTH]
