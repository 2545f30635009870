"""Whether the lake is whole: every file there and unchanged, every record readable, none missing, none twice."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from memory.core.dead_letter import NO_TENANT
from memory.core.lake import LakeFile, Span, every_key, lake_files
from memory.db import Database
from memory.sealed import Sealer
from pipelines.lake import rows
from pipelines.lake.store import FileMissing, Store

_READ = "select cluster_id, topic, partition, next_offset from core.flow_position where flow = 'archive'"


@dataclass
class Verdict:
    """What was looked at, and what is wrong. `erased` records are those whose key was deleted: nobody reads them."""

    files: int = 0
    records: int = 0
    erased: int = 0
    faults: list[str] = field(default_factory=list)


async def verify(db: Database, store: Store, sealer: Sealer) -> Verdict:
    """Look at every file of every tenant."""
    verdict, spans = Verdict(), defaultdict[tuple[str, str, int], list[Span]](list)
    read = {(row["cluster_id"], row["topic"], row["partition"]): row["next_offset"] for row in await db.query(_READ)}
    for tenant_id in [NO_TENANT, *await db.tenants()]:
        async with db.tenant(tenant_id, origin="flow") as tx:
            files, keys = await lake_files(tx), await every_key(tx, sealer)
        for file in files:
            verdict.files += 1
            verdict.faults += _file_faults(store, file, keys, verdict)
            for span in file.places:
                spans[span.cluster, file.topic, span.partition].append(span)
    verdict.faults += _place_faults(spans, read)
    return verdict


def _file_faults(store: Store, file: LakeFile, keys: Mapping[UUID, bytes], verdict: Verdict) -> Iterator[str]:
    try:
        data = store.get(file.path)
    except FileMissing:
        yield f"{file.path} is missing"
        return
    if rows.digest(data) != file.sha256:
        yield f"{file.path} was changed"
        return
    found = list(rows.read(data))
    if len(found) != file.records:
        yield f"{file.path} has {len(found)} records in place of {file.records}"
    for one in found:
        verdict.records += 1
        if (key := keys.get(UUID(one["key_id"]))) is None:
            verdict.erased += 1
            continue
        try:
            rows.opened(one, key)
        except ValueError as error:
            yield f"{file.path}: {error}"


def _place_faults(
    spans: Mapping[tuple[str, str, int], list[Span]], read: Mapping[tuple[str, str, int], int]
) -> Iterator[str]:
    for (cluster, topic, partition), its in sorted(spans.items()):
        first, last = min(one.first for one in its), max(one.last for one in its)
        there, where = sum(one.records for one in its), f"{topic}/{partition} of cluster {cluster}"
        if there < (wanted := read.get((cluster, topic, partition), 0) - first):
            yield f"{wanted - there} records of {where} are missing"
        if there > last + 1 - first:
            yield f"{there - (last + 1 - first)} records of {where} are there twice"
