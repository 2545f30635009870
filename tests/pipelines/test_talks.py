"""Talks that are over are read by a language model: what it says is learned, what fails holds up nobody else."""

import asyncio
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import UUID, uuid4

import orjson
import pytest

from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.fact import EXTRACTOR, LANGUAGE
from contracts.errors import Unavailable
from memory.cache import Cache
from memory.core.dead_letter import list_dead_letters
from memory.core.flow_position import positions
from memory.crm.enrichment import enrichments_of
from memory.crm.fact import get_contact_facts
from memory.examine import claims_dropped
from pipelines.apart import Apart
from pipelines.apply import Apply, _loop
from pipelines.ending import Ending
from pipelines.flows import embed, facts, inbound, talks
from pipelines.flows.talks import Talks
from pipelines.io import KafkaIn, Record
from pipelines.kafka import ensure_topics, producer, raw_headers
from pipelines.providers import choose_facts
from pipelines.providers.completion import Busy, Completion, Price, Refused
from pipelines.providers.completion.chain import Chain
from pipelines.providers.embedding.hashing import Hashing
from pipelines.providers.entities.rules import RuleEntities
from pipelines.providers.facts.talk import TalkFacts
from pipelines.understanding import Understanding

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Model:
    """Claims what the words of a message are told to mean; before that it does what it is told, once each."""

    provider, model = "invented", "m"

    def __init__(self, meanings, *first):
        self.meanings, self.first, self.asked = meanings, list(first), 0

    async def complete(self, system, user, schema):
        self.asked += 1
        if self.first and (error := self.first.pop(0)):
            raise error
        shown = orjson.loads(user)["conversation"]
        claims = [
            self.claim(one["n"], quote, *meant)
            for one in shown
            for quote, meant in self.meanings.items()
            if one["new"] and quote in one["text"]
        ]
        return Completion(orjson.dumps({"claims": claims}).decode(), 100, 10)

    def claim(self, n, quote, predicate, value):
        return {"message": n, "quote": quote, "predicate": predicate, "value": value, "modality": "asserted", "polarity": 1,
                "act": "state", "replaces": "", "changed": False, "confidence": 0.8}  # fmt: skip


@pytest.fixture
async def talk(db, settings, tenant_id, project_id):
    """A channel on which people talk, the sessions that come of it, and a model that reads them."""
    channel = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', %(c)s::text, '', '')",
            c=channel,
            p=project_id,
        )
    cache = Cache(settings.redis_url.get_secret_value())
    counter = iter(range(10_000))

    async def say(text, *, phone="5531900000001@c.us", from_me=False):
        number = next(counter)
        payload = {"id": f"{str(from_me).lower()}_{phone}_3EB{number:04}", "timestamp": 1772452800 + number, "from": phone, "to": phone,
                   "fromMe": from_me, "body": text}  # fmt: skip
        envelope = {"id": "evt", "timestamp": 1772452800000, "event": "message.any", "session": "s", "payload": payload}
        body = orjson.dumps(envelope)
        raw = Raw(tenant_id, project_id, channel, "waha", body, AT + timedelta(seconds=number))
        record = inbound.parse(Record("raw.inbound", 0, 0, "", dict(raw_headers(raw)), body))
        async with db.tenant(tenant_id, origin="flow") as tx:
            await inbound.apply(lambda: AT)(tx, [record])
        async with db.tenant(tenant_id) as tx:
            (row,) = await tx.rows("select * from crm.messages where provider_id like %(id)s", id=f"%3EB{number:04}%")
        return row

    def over(row, offset=0, **headers):
        told = {
            "ce_type": "session.ended",
            "ce_subject": str(row and row["session_id"]),
            "ce_tenantid": str(tenant_id),
            "ce_id": str(uuid4()),
            **headers,
        }
        return Record("crm.session", 0, offset, "", told, b"{}", cluster=f"c-{tenant_id}")

    def flow(model, ending=None):
        chain = Chain([(model, Price(1_000_000, 0))], sleep=lambda _: asyncio.sleep(0))
        return Talks(TalkFacts(chain), cache, ending)

    async def apply(work, *records, ending=None):
        sink = Apply(settings, {talks.NAME: work.keep}, ahead=work.prepare, ending=ending).build("s", 0, 1)
        try:
            for batch in talks.in_batches(list(records)):
                await asyncio.to_thread(sink.write_batch, batch)
        finally:
            await asyncio.to_thread(sink.close)

    async def known(contact, **asked):
        async with db.tenant(tenant_id) as tx:
            who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
            page = await get_contact_facts(tx, who, contact, **asked)
        return {(one.predicate, one.value) for one in page.items}

    async def read(*rows):
        async with db.tenant(tenant_id) as tx:
            return [one for one in await enrichments_of(tx, [row["id"] for row in rows]) if one.kind == "facts"]

    async def reached():
        return await positions(db, talks.NAME, f"c-{tenant_id}")

    yield SimpleNamespace(
        say=say, over=over, flow=flow, apply=apply, known=known, read=read, reached=reached, tenant_id=tenant_id
    )
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(cache.close(), _loop()))  # where the sinks used it


async def test_what_a_model_reads_in_a_talk_is_known_beside_what_rules_read(talk, db, tenant_id):
    asked = await talk.say("Em que posso ajudar?", from_me=True)
    first = await talk.say("Moro em Campinas, e a planilha me come as tardes")
    second = await talk.say("bom dia")
    understanding = Understanding(Hashing(), None, RuleEntities(), choose_facts("rules"))
    headers = {"ce_type": "message.created", "ce_subject": str(first["id"]), "ce_time": AT.isoformat()}
    created = Record("crm.message", 0, 0, "", headers, orjson.dumps({"text": first["text"], "from_me": False}))
    async with db.tenant(tenant_id, origin="flow") as tx:
        await facts.apply(understanding)(tx, embed.reader(understanding)([created]))
    model = Model(
        {
            "a planilha me come as tardes": ("pain_point", "planilha me come as tardes"),
            "Moro em Campinas": ("lives_at", "Campinas"),
        }
    )
    await talk.apply(talk.flow(model), talk.over(first))
    assert await talk.known(first["contact_id"]) == {
        ("lives_at", "Campinas"),
        ("pain_point", "planilha me come as tardes"),
    }
    assert await talk.known(first["contact_id"], extractor=LANGUAGE) == await talk.known(first["contact_id"])
    async with db.tenant(tenant_id) as tx:
        cited = await tx.rows(
            "select distinct f.predicate, lower(s.span) as at from recall.fact_sources s join recall.facts f on f.id = s.fact_id where f.extractor = %(e)s",
            e=EXTRACTOR,
        )
    assert len(cited) == 2, "what both read has one source: the one of the rules"
    rows = await talk.read(asked, first, second)
    assert {row.message_id for row in rows} == {first["id"], second["id"]}
    assert sum(row.cost_micros for row in rows) == 100
    assert {(row.provider, row.model, row.model_version) for row in rows} == {
        ("invented", "m", LANGUAGE.partition("@")[2])
    }
    assert sorted(row.result["claims"] for row in rows) == [0, 2]


async def test_a_talk_that_goes_on_is_asked_only_for_what_is_new(talk):
    first = await talk.say("a planilha me come as tardes")
    model = Model({"planilha me come as tardes": ("pain_point", "planilha")})
    work = talk.flow(model)
    await talk.apply(work, talk.over(first), talk.over(first, 1))
    await talk.apply(work, talk.over(first, 2))
    assert model.asked == 1
    second = await talk.say("bom dia")
    await talk.apply(work, talk.over(second, 3))
    assert model.asked == 2
    assert len(await talk.read(first, second)) == 2
    assert await talk.known(first["contact_id"]) == {("pain_point", "planilha")}


async def test_what_is_not_believed_is_counted(talk, settings):
    before = claims_dropped(settings)
    row = await talk.say("bom dia")
    await talk.apply(talk.flow(Model({"bom": ("lives_at", "Recife"), "dia": ("goal", "Natal")})), talk.over(row))
    assert claims_dropped(settings) - before == 2
    assert [one.result["dropped"] for one in await talk.read(row)] == [2]
    assert await talk.known(row["contact_id"]) == set()


@pytest.mark.parametrize("error", [Refused, KeyError])
async def test_a_talk_that_no_model_can_read_is_a_dead_letter_and_others_go_on(talk, db, error):
    bad, good = await talk.say("segredo"), await talk.say("planilha me come as tardes", phone="5531900000002@c.us")

    class Shy(Model):
        async def complete(self, system, user, schema):
            if "segredo" in user:
                raise error
            return await super().complete(system, user, schema)

    work = talk.flow(Shy({"planilha me come as tardes": ("pain_point", "planilha")}))
    await talk.apply(work, talk.over(bad), talk.over(good, 1), talk.over(None, 2, ce_subject="nonsense"))
    assert await talk.known(good["contact_id"]) == {("pain_point", "planilha")}
    async with db.tenant(talk.tenant_id) as tx:
        dead = await list_dead_letters(tx)
    assert sorted(one.error_class for one in dead) == [error.__name__, "ValueError"]
    assert await talk.reached() == {("crm.session", 0): 3}


async def test_an_outage_is_waited_for_and_nothing_is_lost(talk):
    row = await talk.say("planilha me come as tardes")
    model = Model({"planilha me come as tardes": ("pain_point", "planilha")}, *[Busy(after=0.01)] * 4)
    await talk.apply(talk.flow(model), talk.over(row))
    assert await talk.known(row["contact_id"]) == {("pain_point", "planilha")}


async def test_a_process_that_is_to_end_leaves_what_is_being_read_to_the_next_start(talk):
    row, ending = await talk.say("planilha me come as tardes"), Ending()

    class Slow(Model):
        async def complete(self, system, user, schema):
            ending.ask()
            await asyncio.Event().wait()

    with pytest.raises(Unavailable):
        await talk.apply(talk.flow(Slow({}), ending), talk.over(row), ending=ending)
    assert await talk.reached() == {}


async def test_without_a_model_everything_is_passed_over(talk, settings):
    row = await talk.say("planilha me come as tardes")
    work = Talks.of(settings)
    assert not work.able
    await talk.apply(work, talk.over(row))
    assert (await talk.reached(), await talk.read(row)) == ({("crm.session", 0): 1}, [])


async def test_a_message_that_was_edited_meanwhile_is_not_known_by_its_old_words(talk, db, tenant_id):
    row = await talk.say("planilha me come as tardes")

    class Late(Model):
        async def complete(self, system, user, schema):
            async with db.tenant(tenant_id) as tx:
                await tx.run(
                    "update crm.messages set text = 'oi' where tenant_id = %(tenant)s and id = %(id)s", id=row["id"]
                )
            return await super().complete(system, user, schema)

    await talk.apply(talk.flow(Late({"planilha me come as tardes": ("pain_point", "planilha")})), talk.over(row))
    assert await talk.known(row["contact_id"]) == set()


def test_no_more_talks_are_read_at_once_than_that():
    ends = [
        Record("crm.session", 0, n, "", {"ce_type": "session.ended", "ce_subject": str(UUID(int=n))}, b"")
        for n in range(20)
    ]
    others = [Record("crm.session", 0, 99, "", {"ce_type": "session.started"}, b"")] * 9
    batches = list(talks.in_batches([*ends, *others]))
    assert [len(talks.ended(batch)) for batch in batches] == [talks.AT_ONCE, talks.AT_ONCE, 4]
    assert [record for batch in batches for record in batch] == [*ends, *others]
    assert list(talks.in_batches(others)) == [others]


async def test_the_flow_reads_from_kafka_on_a_thread_of_its_own(talk, settings, eventually):
    row = await talk.say("planilha me come as tardes")
    ending = Ending()
    work = talk.flow(Model({"planilha me come as tardes": ("pain_point", "planilha")}), ending)
    source = KafkaIn(settings, {talks.NAME: talks.TOPICS}, ending=ending)
    ensure_topics(settings)
    client, told = producer(settings), talk.over(row)
    client.produce(told.topic, told.value, key=f"{talk.tenant_id}:x", headers=list(told.headers.items()))
    client.flush(10)
    sink = Apply(settings, {talks.NAME: work.keep}, ahead=work.prepare, ending=ending)
    with Apart(source, sink, talks.in_batches, ending) as thread:
        await eventually(lambda: talk.known(row["contact_id"]), bool)
        ending.ask()
    assert not thread.is_alive()
