"""What was seen over time, as slopes, small curves, a table and CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import linear_regression, median

from benchmarks.report import Ratio, Report, Row, machine, percentile

WARM = 0.25
"""Share of the time in which whatever is loaded, cached and pooled comes to be; growth is counted after it."""
FLAT = 1.10
"""Of the memory after warming up, what may be there in the end."""
MB = 1e6
BARS = "▁▂▃▄▅▆▇█"
POINTS = 40
BEGIN, END = "<!-- soak -->", "<!-- /soak -->"


@dataclass(frozen=True)
class Sample:
    """One look: seconds since the first, bytes and open files by process, records left by flow, rows by table."""

    at: float
    memory: dict[str, int]
    files: dict[str, int]
    lag: dict[str, int | None]
    rows: dict[str, int]

    @property
    def done(self) -> bool:
        """Whether every flow has read everything, and it is known."""
        return bool(self.lag) and all(left == 0 for left in self.lag.values())

    @property
    def behind(self) -> int | None:
        """Records that the flow furthest behind has to read; None where that is not known."""
        known = [left for left in self.lag.values() if left is not None]
        return max(known, default=None)


def report(
    samples: Sequence[Sample], took: Sequence[float], pace: int, drained: float | None, ours: Sequence[str]
) -> Report:
    """What grew; `took` are the seconds of every answer, `ours` the processes that are judged."""
    warm = samples[int(len(samples) * WARM) :]
    rows = [Row(name, _values(warm, name)) for name in samples[0].memory]
    ratios = [ratio for name in ours for ratio in _judged(warm, name)]
    sent, minutes = len(took), len(took) / pace / 60
    last, first = samples[-1].rows, samples[0].rows
    written = ", ".join(f"{count - first.get(table, 0):,} {table}" for table, count in last.items())
    ended = (
        f"all was read {drained:.0f} s after the last webhook" if drained is not None else "NOT ALL WAS READ IN TIME"
    )
    notes = [
        f"{sent:,} webhooks, answered within {percentile(took, 0.99) * 1e3:.0f} ms (p99)",
        f"furthest behind: {max(sample.behind or 0 for sample in samples):,} records; {ended}",
        f"rows written: {written}",
    ]
    return Report(f"Soak, {pace} messages/s for {minutes:.1f} minutes", rows, ratios, notes)


def _judged(warm: Sequence[Sample], name: str) -> list[Ratio]:
    then, now, files_then, files_now = _ends(warm, name)
    when = f"of {name}, in the end over after warming up"
    return [
        Ratio(f"memory {when}", now / then if then else 0.0, FLAT, at_most=True),
        Ratio(f"open files {when}", files_now / files_then if files_then else 0.0, FLAT, at_most=True),
    ]


def _values(warm: Sequence[Sample], name: str) -> dict[str, float]:
    then, now, files_then, files_now = _ends(warm, name)
    return {
        "MB warm": then / MB,
        "MB in the end": now / MB,
        "MB/hour": _slope(warm, name),
        "files warm": files_then,
        "files in the end": files_now,
    }


def _ends(warm: Sequence[Sample], name: str) -> tuple[float, float, float, float]:
    """Memory at the beginning and in the end of what is counted, and files: medians of a fifth of the looks each."""
    fifth = max(1, len(warm) // 5)
    first, last = warm[:fifth], warm[-fifth:]
    memory = [median(sample.memory[name] for sample in part) for part in (first, last)]
    files = [median(sample.files[name] for sample in part) for part in (first, last)]
    return memory[0], memory[1], files[0], files[1]


def _slope(warm: Sequence[Sample], name: str) -> float:
    if len(warm) < 2:
        return 0.0
    hours = [sample.at / 3600 for sample in warm]
    return linear_regression(hours, [sample.memory[name] / MB for sample in warm]).slope


def line(values: Sequence[float | None]) -> str:
    """A small curve that begins at zero; a gap where nothing was known.

    >>> line([0, 1, 2, 4])
    '▁▃▅█'
    """
    step = max(1, -(-len(values) // POINTS))
    points = [max((one for one in values[at : at + step] if one is not None), default=None)
              for at in range(0, len(values), step)]  # fmt: skip
    most = max((point for point in points if point), default=1.0)
    return "".join(" " if point is None else BARS[round(point / most * (len(BARS) - 1))] for point in points)


def markdown(told: Report, samples: Sequence[Sample]) -> str:
    """The page's part: what was done, a row for each process, a curve for each flow."""
    head = ["", "MB", "MB/hour after warming up", "open files", "memory over time, from zero"]
    lines = [f"{told.title}; {machine()}.", "", *(f"* {note}." for note in told.notes), ""]
    lines += [f"| {' | '.join(head)} |", "|---|---|---|---|---|"]
    for row in told.rows:
        value = row.values
        memory = f"{value['MB warm']:.0f} → {value['MB in the end']:.0f}"
        files = f"{value['files warm']:.0f} → {value['files in the end']:.0f}"
        curve = line([sample.memory[row.name] for sample in samples])
        lines.append(f"| {row.name} | {memory} | {value['MB/hour']:+.1f} | {files} | `{curve}` |")
    lines += ["", "| flow | most behind | in the end | behind over time, from zero |", "|---|---|---|---|"]
    for flow in dict.fromkeys(flow for sample in samples for flow in sample.lag):
        lag = [sample.lag.get(flow) for sample in samples]
        most = max((left for left in lag if left is not None), default=0)
        lines.append(f"| {flow} | {most:,} | {lag[-1]} | `{line(lag)}` |")
    return "\n".join(lines)


def write(page: Path, part: str) -> None:
    """Put a part between the marks of a page. Raises ValueError where it has none."""
    text = page.read_text()
    before, after = text.index(BEGIN) + len(BEGIN), text.index(END)
    page.write_text(f"{text[:before]}\n\n{part}\n\n{text[after:]}")


def table(samples: Sequence[Sample]) -> str:
    """Every look as CSV: memory in bytes, files, what is left by flow, rows."""
    groups = ("memory", "files", "lag", "rows")
    columns = list(
        dict.fromkeys((group, name) for sample in samples for group in groups for name in getattr(sample, group))
    )
    lines = [",".join(["seconds", *(f"{group} {name}" for group, name in columns)])]
    for sample in samples:
        values = (getattr(sample, group).get(name) for group, name in columns)
        lines.append(",".join([f"{sample.at:.1f}", *("" if value is None else str(value) for value in values)]))
    return "\n".join(lines) + "\n"
