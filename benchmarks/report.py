"""What was measured, as tables for people and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """One thing that was measured; values by the name of their column, unit included."""

    name: str
    values: dict[str, float]


@dataclass(frozen=True)
class Ratio:
    """How two of them compare, run against run. `goal` is what the design asks for, `at_most` the direction."""

    name: str
    value: float
    goal: float | None = None
    at_most: bool = False

    @property
    def verdict(self) -> str:
        """In words."""
        if self.goal is None:
            return "for comparison"
        kept = self.value <= self.goal if self.at_most else self.value >= self.goal
        return f"{'at most' if self.at_most else 'at least'} {self.goal:g}: {'kept' if kept else 'MISSED'}"


@dataclass(frozen=True)
class Report:
    """One stage of the budget."""

    title: str
    rows: list[Row] = field(default_factory=list)
    ratios: list[Ratio] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of all do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def paired(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios of runs made one after the other: what else the machine did then hit both."""
    return median(one / other for one, other in zip(ours, theirs, strict=True) if other) if any(theirs) else 0.0


def times(name: str, took: Sequence[float]) -> Row:
    """Percentiles of seconds, in milliseconds."""
    shares = {"p50 ms": 0.50, "p95 ms": 0.95, "p99 ms": 0.99, "most ms": 1.0}
    return Row(name, {column: percentile(took, share) * 1e3 for column, share in shares.items()})


def machine() -> str:
    """Where this was measured."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(": ")[2] for line in lines if line.startswith("model name")), platform.processor())
    load = os.getloadavg()[0]
    return f"{os.cpu_count()} cores, {model}, {platform.system()}, Python {platform.python_version()}, load {load:.1f}"


def show(reports: Sequence[Report]) -> None:
    """Print it for people."""
    console = Console()
    console.print(machine())
    for report in reports:
        _rows(console, report)
        ratios = Table("ratio", "value", "goal", title_justify="left")
        for ratio in report.ratios:
            ratios.add_row(ratio.name, f"{ratio.value:.2f}", ratio.verdict)
        console.print(ratios)
        for note in report.notes:
            console.print(f"* {note}")


def _rows(console: Console, report: Report) -> None:
    columns = list(dict.fromkeys(name for row in report.rows for name in row.values))
    table = Table("", *columns, title=report.title, title_justify="left")
    for row in report.rows:
        table.add_row(row.name, *(_number(row.values.get(name)) for name in columns))
    console.print(table)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def as_json(reports: Sequence[Report]) -> str:
    """The same for programs."""
    return json.dumps({"machine": machine(), "reports": [asdict(report) for report in reports]}, indent=2)
