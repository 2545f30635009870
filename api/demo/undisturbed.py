"""The same webhooks through the same flows with nothing in between: no broker, no other process, batch after batch."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid4

from api.demo.stage import Stage
from contracts.connector import Raw
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.db import Database
from memory.examine import connect
from pipelines.apply import Operation
from pipelines.demo import Webhook
from pipelines.flows import inbound, sessions
from pipelines.io import Record
from pipelines.kafka import RAW_TOPIC, raw_headers

BATCH = 500

_TOLD = """
select id, topic, key, headers, data from core.outbox
where tenant_id = %(tenant)s and topic = any(%(topics)s) and id > %(after)s order by id"""


@contextmanager
def second_database(settings: Settings) -> Iterator[Settings]:
    """A copy of the database beside it, dropped at the end. Nobody may be connected to the original meanwhile."""
    name = f"undisturbed_{uuid4().hex[:12]}"
    server = settings.model_copy(update={"database_name": "postgres"})
    with connect(server, "admin") as admin:
        admin.execute(f'create database {name} template "{settings.database_name}"')
    try:
        yield settings.model_copy(update={"database_name": name})
    finally:
        with connect(server, "admin") as admin:
            admin.execute(f"drop database {name} with (force)")


async def record_undisturbed(settings: Settings, stages: Sequence[Stage], webhooks: Sequence[Webhook]) -> None:
    """Record the webhooks and settle their sessions. Raises what a flow would have buried."""
    by_shop = {stage.shop.key: stage for stage in stages}
    told: dict[UUID, int] = defaultdict(int)
    settle = sessions.apply(wall_clock)
    async with Database(settings.dsn("app"), size=1, generic_plans=True) as db:
        for start in range(0, len(webhooks), BATCH):
            raw: dict[UUID, list[Record]] = defaultdict(list)
            for number, webhook in enumerate(webhooks[start : start + BATCH], start):
                stage = by_shop[webhook.shop]
                raw[stage.tenant_id].append(_parsed(stage, number, webhook.body))
            for tenant_id, records in raw.items():
                await _apply(db, tenant_id, inbound.apply, records)
                events = await _told(db, tenant_id, told)
                await _apply(db, tenant_id, settle, events)


async def _apply(db: Database, tenant_id: UUID, operation: Operation, records: list[Record]) -> None:
    async with db.tenant(tenant_id, origin="flow") as tx:
        await operation(tx, records)


async def _told(db: Database, tenant_id: UUID, told: dict[UUID, int]) -> list[Record]:
    """What the flows told since the last look, as the records that the broker would make of it."""
    async with db.tenant(tenant_id) as tx:
        rows = await tx.rows(_TOLD, topics=list(sessions.TOPICS), after=told[tenant_id])
    told[tenant_id] = rows[-1]["id"] if rows else told[tenant_id]
    return [_event(row) for row in rows]


def _event(row: dict[str, Any]) -> Record:
    return Record(row["topic"], 0, row["id"], row["key"], dict(row["headers"]), row["data"].encode())


def _parsed(stage: Stage, number: int, body: bytes) -> Record:
    raw = Raw(stage.tenant_id, stage.project_id, stage.channel_id, "waha", body, wall_clock())
    headers = {name: str(value) for name, value in raw_headers(raw)}
    record = inbound.parse(Record(RAW_TOPIC, 0, number, "", headers, body))
    if isinstance(record.parsed, Exception):
        raise record.parsed
    return record
