"""The lake as a source: records in the order in which they came in, each once, however the files are cut."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import merge
from itertools import groupby
from typing import Any
from uuid import UUID

import pyarrow as pa

from memory.core.lake import LakeFile
from pipelines.io import Record
from pipelines.lake import rows
from pipelines.lake.store import Store
from pipelines.replay.plan import Plan

Row = Mapping[str, Any]
Choice = Callable[[pa.Table], pa.Table]
"""Leaves those rows of a file that are wanted; what it looks at is in clear."""


def records(store: Store, files: Sequence[LakeFile], keys: Mapping[UUID, bytes], plan: Plan) -> Iterator[Record]:
    """What the files of a topic hold of the plan's time; what was erased is left out.

    Raises ValueError for a row that was altered.
    """
    for one in in_order(store, files, lambda table: table):
        if plan.covers(one["ingested"]) and (key := keys.get(UUID(one["key_id"]))):
            yield rows.record(one, key)


def in_order(store: Store, files: Sequence[LakeFile], choice: Choice) -> Iterator[Row]:
    """The rows of files of any topics, still sealed: a day of each topic at a time, since files are cut by days."""
    topics = groupby(sorted(files, key=lambda file: (file.topic, file.day)), key=lambda file: file.topic)
    return merge(*[_of_topic(store, list(its), choice) for _, its in topics], key=_order)


def _of_topic(store: Store, files: list[LakeFile], choice: Choice) -> Iterator[Row]:
    for _, day in groupby(files, key=lambda file: file.day):
        found = [one for file in day for one in choice(rows.read_table(store.get(file.path))).to_pylist()]
        seen: set[str] = set()
        for one in sorted(found, key=_order):
            if one["id"] not in seen:
                seen.add(one["id"])
                yield one


def _order(one: Row) -> tuple[datetime, str, int, int]:
    return one["ingested"], one["cluster"], one["partition"], one["offset"]
