import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import orjson
import pytest
from bytewax.testing import TestingSink, TestingSource, run_main

from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from memory.crm.fact import get_contact_facts
from pipelines.apply import Apply
from pipelines.flows import embed, facts, inbound
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.providers import choose_facts
from pipelines.providers.embedding.hashing import Hashing
from pipelines.providers.entities.rules import RuleEntities
from pipelines.understanding import Understanding

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def understanding():
    return Understanding(Hashing(), None, RuleEntities(), choose_facts("rules"))


@pytest.fixture
async def talk(db, tenant_id, project_id, understanding):
    """A channel: what is said on it is recorded, and what it tells goes through the flow."""
    channel = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', %(c)s::text, '', '')",
            c=channel,
            p=project_id,
        )

    def webhook(event, payload, minute):
        envelope = {"id": "evt", "timestamp": 1772452800000 + minute * 60_000, "event": event, "session": "s"}
        body = orjson.dumps(envelope | {"payload": payload})
        raw = Raw(tenant_id, project_id, channel, "waha", body, AT + timedelta(minutes=minute))
        return inbound.parse(Record("raw.inbound", 0, 0, "", dict(raw_headers(raw)), body))

    async def heard(*webhooks):
        """The events that recording these tells, as the flow reads them."""
        async with db.tenant(tenant_id, origin="flow") as tx:
            before = {row["id"] for row in await tx.rows("select id from core.outbox")}
            await inbound.apply(lambda: AT)(tx, list(webhooks))
        async with db.tenant(tenant_id) as tx:
            told = await tx.rows("select id, topic, headers, data from core.outbox order by id")
        new = [one for one in told if one["id"] not in before and one["topic"] in facts.TOPICS]
        return [Record(one["topic"], 0, 0, "", dict(one["headers"]), one["data"].encode()) for one in new]

    async def learned(records):
        async with db.tenant(tenant_id, origin="flow") as tx:
            await facts.apply(understanding)(tx, embed.reader(understanding)(records))

    async def say(text, *, minute=0, number=1, phone="5531900000001@c.us", from_me=False, **more):
        payload = {"id": f"{str(from_me).lower()}_{phone}_3EB{number}", "timestamp": 1772452800 + minute * 60,
                   "from": phone, "to": phone, "fromMe": from_me, "body": text, **more}  # fmt: skip
        return await heard(webhook("message.any", payload, minute))

    async def known(**asked):
        async with db.tenant(tenant_id) as tx:
            who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
            people = await tx.rows("select id from crm.contacts where merged_into is null")
            pages = [await get_contact_facts(tx, who, row["id"], **asked) for row in people]
        return {(one.predicate, one.value) for page in pages for one in page.items}

    return SimpleNamespace(say=say, learned=learned, known=known, heard=heard, webhook=webhook)


async def test_what_a_customer_writes_is_known_once_the_flow_has_read_it(talk):
    await talk.learned(await talk.say("Oi! Moro em Campinas e meu orçamento é 5 mil"))
    assert await talk.known() == {("lives_at", "Campinas"), ("budget", "5000.00 BRL")}
    await talk.learned(await talk.say("meu orçamento subiu pra 8 mil", minute=9, number=2))
    assert await talk.known() == {("lives_at", "Campinas"), ("budget", "8000.00 BRL")}
    assert ("budget", "5000.00 BRL") in await talk.known(as_of=AT + timedelta(minutes=5))


async def test_events_in_any_order_and_twice_come_to_the_same(talk):
    first = await talk.say("Moro em Campinas")
    second = await talk.say("Me mudei pra Recife", minute=9, number=2)
    for records in (second, first, second, first):
        await talk.learned(records)
    assert await talk.known() == {("lives_at", "Recife")}
    assert await talk.known(as_of=AT + timedelta(minutes=5)) == {("lives_at", "Campinas")}


async def test_what_we_write_ourselves_is_no_fact_of_the_customer(talk):
    await talk.learned(await talk.say("Moro em Campinas", from_me=True))
    assert await talk.known() == set()


async def test_a_message_that_claims_nothing_asks_the_database_nothing(talk, understanding):
    records = await talk.say("Bom dia, tudo bem?")

    class Asked:
        """No transaction: whoever uses it fails."""

    await facts.apply(understanding)(Asked(), embed.reader(understanding)(records))


async def test_a_message_that_is_taken_back_takes_its_facts_along(talk, db, tenant_id):
    created = await talk.say("Moro em Campinas")
    await talk.learned(created)
    async with db.tenant(tenant_id) as tx:
        await tx.run("update crm.messages set text = null, revoked_at = now() where tenant_id = %(tenant)s")
    (event,) = [one for one in created if one.headers["ce_type"] == "message.created"]
    deleted = replace(event, headers=event.headers | {"ce_type": "message.deleted"}, value=b"{}")
    await talk.learned([deleted])
    assert await talk.known() == set()


async def test_people_who_are_merged_bring_their_facts(talk, db, tenant_id):
    await talk.learned(await talk.say("Moro em Campinas"))
    await talk.learned(await talk.say("Moro em Recife", phone="5531900000002@c.us", minute=9, number=2))
    async with db.tenant(tenant_id) as tx:
        first, other = [row["id"] for row in await tx.rows("select id from crm.contacts order by created_at, id")]
        await tx.run("update crm.messages set contact_id = %(one)s where tenant_id = %(tenant)s", one=first)
        await tx.run(
            "update crm.contacts set merged_into = %(one)s, deleted_at = now() where tenant_id = %(tenant)s and id = %(two)s",
            one=first,
            two=other,
        )
    data = {"primary_contact_id": str(first), "merged_contact_ids": [str(other)]}
    headers = {
        "ce_type": "contact.merged",
        "ce_subject": str(first),
        "ce_tenantid": str(tenant_id),
        "ce_time": AT.isoformat(),
    }
    await talk.learned([Record("crm.contact", 0, 0, "", headers, orjson.dumps(data))])
    assert await talk.known() == {("lives_at", "Recife")}


async def test_the_flow_with_its_real_sink_learns(talk, settings, understanding):
    first = await talk.say("Moro em Campinas")
    second = await talk.say("Me mudei pra Recife", minute=9, number=2)
    records = [replace(one, offset=offset, cluster="one") for offset, one in enumerate([*first, *second])]
    sink = Apply(settings, {facts.NAME: facts.apply(understanding)}, synced=False)
    await asyncio.to_thread(run_main, facts.facts(TestingSource(records, batch_size=1), sink, understanding))
    assert await talk.known() == {("lives_at", "Recife")}
    assert await talk.known(as_of=AT + timedelta(minutes=5)) == {("lives_at", "Campinas")}


def test_the_flow_reads_claims_and_passes_what_is_none_of_its_business(understanding):
    headers = {"ce_type": "message.created", "ce_subject": str(UUID(int=1)), "ce_time": AT.isoformat()}
    said = Record("crm.message", 0, 0, "", headers, orjson.dumps({"text": "Moro em Campinas", "language": "pt"}))
    other = Record("crm.contact", 0, 1, "", {"ce_type": "contact.updated"}, b"{}")
    out: list[Record] = []
    run_main(facts.facts(TestingSource([said, other]), TestingSink(out), understanding))
    assert [one.value for one in out[0].parsed.understood.claims] == ["Campinas"]
    assert [one.offset for one in out] == [0, 1]
