"""The lake as a source: records in the order in which they came in, each once, however the files are cut."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from uuid import UUID

from memory.core.lake import LakeFile
from pipelines.io import Record
from pipelines.lake import rows
from pipelines.lake.store import Store
from pipelines.replay.plan import Plan


def records(store: Store, files: Sequence[LakeFile], keys: Mapping[UUID, bytes], plan: Plan) -> Iterator[Record]:
    """What the files of a topic hold of the plan's time; what was erased is left out.

    A day is read at a time, since days are what files are cut by. Raises ValueError for a row that was altered.
    """
    for _, day in groupby(sorted(files, key=lambda file: file.day), key=lambda file: file.day):
        found = [one for file in day for one in rows.read(store.get(file.path)) if plan.covers(one["ingested"])]
        seen: set[str] = set()
        for one in sorted(found, key=_order):
            if one["id"] not in seen and (key := keys.get(UUID(one["key_id"]))):
                seen.add(one["id"])
                yield rows.record(one, key)


def _order(one: Mapping[str, Any]) -> tuple[Any, ...]:
    return one["ingested"], one["cluster"], one["partition"], one["offset"]
