"""What the manifest says of a file."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from memory.core.lake import LakeFile, Span
from pipelines.io import Record
from pipelines.lake import rows


def described(
    tenant_id: UUID, topic: str, day: date, data: bytes, between: tuple[datetime, datetime], places: list[Span],
    records: int,
) -> LakeFile:  # fmt: skip
    """A file with these bytes, which holds what was ingested `between` (first, last)."""
    digest = rows.digest(data)
    return LakeFile(
        path=f"tenant={tenant_id}/topic={topic}/day={day}/{digest}.parquet", topic=topic, day=day, records=records,
        bytes=len(data), sha256=digest, first_at=between[0], last_at=between[1], places=places,
    )  # fmt: skip


def spans(records: Iterable[Record]) -> list[Span]:
    """How many records of which partition these are."""
    return together(
        Span(cluster=one.cluster, partition=one.partition, first=one.offset, last=one.offset, records=1)
        for one in records
    )


def together(spans: Iterable[Span]) -> list[Span]:
    """One span for each partition in each life of the broker's log."""
    found: dict[tuple[str, int], list[Span]] = defaultdict(list)
    for span in spans:
        found[span.cluster, span.partition].append(span)
    return [
        Span(cluster=cluster, partition=partition, first=min(one.first for one in its),
             last=max(one.last for one in its), records=sum(one.records for one in its))
        for (cluster, partition), its in sorted(found.items())
    ]  # fmt: skip
