"""When a message can be seen, by a connection of its own that asks every few milliseconds.

Commit times in the database would leave out the wait for the disk, and columns filled by now() the whole transaction.
What is told here is when the answer to a question had arrived, so it is late by up to one round of asking, never early.
"""

import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg

from contracts.settings import Settings

EVERY = 0.006
WINDOW = 100
"""So many of the oldest messages are asked for at a time, lest asking slows down what it asks for."""

STAGES = ("recorded", "in its session", "by words", "by meaning")

_SEEN = """
select w.n, m.session_id is not null, i.id is not null, e.item_id is not null
from unnest(%b::uuid[], %b::uuid[]) with ordinality as w(tenant_id, id, n)
join crm.messages m on m.tenant_id = w.tenant_id and m.id = w.id
left join recall.items i on i.tenant_id = m.tenant_id and i.message_id = m.id
left join recall.embeddings e on e.tenant_id = i.tenant_id and e.item_id = i.id"""


class NotSeen(RuntimeError):
    """Some messages did not become searchable in time: the logs in the benchmark's folder say why."""


@dataclass(frozen=True)
class Awaited:
    """A message to look out for, from its due time on."""

    tenant_id: UUID
    message_id: UUID
    due: float


def watch(settings: Settings, awaited: Sequence[Awaited], patience: float) -> list[dict[str, float]]:
    """For each message, in their order, seconds from its due time to each of STAGES. Raises NotSeen."""
    took: list[dict[str, float]] = [{} for _ in awaited]
    pause, later, open_ = threading.Event(), list(range(len(awaited)))[::-1], list[int]()
    deadline = max(one.due for one in awaited) + patience
    with psycopg.connect(settings.dsn("admin"), autocommit=True, prepare_threshold=0) as connection:
        while later or open_:
            while later and awaited[later[-1]].due <= time.monotonic():
                open_.append(later.pop())
            began = time.monotonic()
            if open_:
                _look(connection, awaited, open_[:WINDOW], took)
                open_ = [n for n in open_ if len(took[n]) < len(STAGES)]
            if time.monotonic() > deadline:
                raise NotSeen(f"{len(open_)} of {len(awaited)} messages, the first with {took[open_[0]]}")
            pause.wait(max(EVERY, 5 * (time.monotonic() - began)))
    return took


def _look(
    connection: psycopg.Connection[Any], awaited: Sequence[Awaited], open_: list[int], took: list[dict[str, float]]
) -> None:
    tenants, ids = [awaited[n].tenant_id for n in open_], [awaited[n].message_id for n in open_]
    rows = connection.execute(_SEEN, (tenants, ids)).fetchall()
    now = time.monotonic()
    for place, *reached in rows:
        n = open_[place - 1]
        for stage, there in zip(STAGES, (True, *reached), strict=True):
            if there:
                took[n].setdefault(stage, now - awaited[n].due)
