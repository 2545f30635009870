from datetime import UTC, datetime
from uuid import uuid4

import pytest

from memory.crm.enrichment import Enrichment, enrichments_of, save_enrichments

PLACES = """
with channel as (
  insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)
  values (%(tenant)s, %(id)s, %(project)s, 'WhatsApp', 'waha', 'x', '', '')
), chat as (
  insert into crm.chats (tenant_id, id, project_id, channel_id, type, external_id)
  values (%(tenant)s, %(id)s, %(project)s, %(id)s, 'individual', 'x')
)
insert into crm.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, provider_id, from_me,
  content_type, text, status, source, timeout_minutes, at)
values (%(tenant)s, %(id)s, %(project)s, %(id)s, 'waha', %(id)s, 'x', false, 'text', 'oi', 'delivered', 'manual', 30,
  %(at)s)"""


@pytest.fixture
async def message_id(db, tenant_id, project_id):
    made = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(PLACES, id=made, project=project_id, at=datetime(2026, 3, 2, tzinfo=UTC))
    return made


def row(message_id, result, kind="sentiment", version="1", content_hash=b"\1\2"):
    who = {"provider": "centroid", "model": "use", "model_version": version}
    return {"message_id": message_id, "kind": kind, **who, "content_hash": content_hash, "result": result}


@pytest.fixture
def save(db, tenant_id):
    async def saved(*rows):
        async with db.tenant(tenant_id) as tx:
            return await save_enrichments(tx, rows)

    return saved


@pytest.fixture
def read(db, tenant_id):
    async def found(*message_ids):
        async with db.tenant(tenant_id) as tx:
            return await enrichments_of(tx, message_ids)

    return found


async def test_what_a_model_made_is_kept_by_kind_and_version(save, read, message_id):
    rows = [
        row(message_id, {"label": "positive"}),
        row(message_id, {"entities": []}, "entities"),
        row(message_id, {}, "x", "2"),
    ]
    assert await save(*rows) == 3
    kept = await read(message_id)
    assert {one.kind: one for one in kept} == {one["kind"]: Enrichment(**one) for one in rows}


async def test_the_same_model_replaces_what_it_made_before_and_repeats_change_nothing(save, read, message_id):
    await save(row(message_id, {"label": "positive"}))
    assert await save(row(message_id, {"label": "positive"})) == 0
    assert (
        await save(row(message_id, {"label": "neutral"}), row(message_id, {"label": "negative"}, content_hash=b"\3"))
        == 1
    )
    assert [(one.result, one.content_hash) for one in await read(message_id)] == [({"label": "negative"}, b"\3")]


async def test_what_was_made_of_a_message_that_is_gone_is_passed_over(save, read, message_id):
    gone = uuid4()
    assert await save(row(gone, {}), row(message_id, {})) == 1
    assert await read(gone) == []
    assert await save() == 0


async def test_what_it_took_is_kept_and_costs_nothing_unless_said(save, db, tenant_id, message_id):
    told = {"took_ms": 0.25, "cost_micros": 1500}
    await save(row(message_id, {}) | told, row(message_id, {}, "entities"))
    async with db.tenant(tenant_id) as tx:
        kept = await tx.rows("select kind, took_ms, cost_micros from crm.enrichments order by kind")
    assert [tuple(one.values()) for one in kept] == [("entities", None, 0), ("sentiment", 0.25, 1500)]
