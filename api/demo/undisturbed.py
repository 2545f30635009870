"""The same webhooks through the same flow with nothing in between: no broker, no other process, batch after batch."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from uuid import UUID, uuid4

from api.demo.stage import Stage
from contracts.connector import Raw
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.db import Database
from memory.examine import connect
from pipelines.demo import Webhook
from pipelines.flows import inbound
from pipelines.io import Record
from pipelines.kafka import RAW_TOPIC, raw_headers

BATCH = 500


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
    """Record the webhooks, each in its session. Raises what a flow would have buried."""
    by_shop = {stage.shop.key: stage for stage in stages}
    recorded = inbound.apply()
    async with Database(settings.dsn("app"), size=1, generic_plans=True) as db:
        for start in range(0, len(webhooks), BATCH):
            raw: dict[UUID, list[Record]] = defaultdict(list)
            for number, webhook in enumerate(webhooks[start : start + BATCH], start):
                stage = by_shop[webhook.shop]
                raw[stage.tenant_id].append(_parsed(stage, number, webhook.body))
            for tenant_id, records in raw.items():
                async with db.tenant(tenant_id, origin="flow") as tx:
                    await recorded(tx, records)


def _parsed(stage: Stage, number: int, body: bytes) -> Record:
    raw = Raw(stage.tenant_id, stage.project_id, stage.channel_id, "waha", body, wall_clock())
    headers = {name: str(value) for name, value in raw_headers(raw)}
    record = inbound.parse(Record(RAW_TOPIC, 0, number, "", headers, body))
    if isinstance(record.parsed, Exception):
        raise record.parsed
    return record
