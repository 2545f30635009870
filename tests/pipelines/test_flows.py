"""The flows as functions of a source and a sink: what they make of a stream, without a broker."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID, uuid4

import numpy as np
import orjson
import pytest
from bytewax.testing import TestingSink, TestingSource, run_main

from contracts.connector import KeptRaw, Raw
from contracts.crm.message import ObservedMessage
from contracts.errors import Unavailable, Unparsable
from pipelines.apply import Apply
from pipelines.flows import embed, enrich, inbound, outbound, sessions
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.paused import Paused
from pipelines.providers import identity
from pipelines.providers.embedding.hashing import Hashing
from pipelines.providers.entities.rules import RuleEntities
from pipelines.providers.sentiment.centroid import NearestCentroid
from pipelines.understanding import Text, Understanding

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
TENANT, PROJECT, CHANNEL = UUID(int=1), UUID(int=2), UUID(int=3)


def webhook(body: bytes, offset: int = 0) -> Record:
    raw = Raw(TENANT, PROJECT, CHANNEL, "waha", body, AT)
    return Record("raw.inbound", 0, offset, f"{TENANT}:x", dict(raw_headers(raw)), body)


def waha(event: str, payload: dict) -> bytes:
    return orjson.dumps({"id": "evt_1", "timestamp": 1772452800000, "event": event, "session": "s", "payload": payload})


def message(text: str, number: int = 1) -> bytes:
    phone = "5531900000001@c.us"
    payload = {
        "id": f"false_{phone}_3EB{number}",
        "timestamp": 1772452800,
        "from": phone,
        "fromMe": False,
        "body": text,
    }
    return waha("message.any", payload)


def told(kind: str, data: dict, offset: int = 0) -> Record:
    headers = {
        "ce_type": kind,
        "ce_subject": str(uuid4()),
        "ce_tenantid": str(TENANT),
        "ce_time": AT.isoformat(),
        "ce_id": str(uuid4()),
    }
    return Record("crm.message", 0, offset, f"{TENANT}:x", headers, orjson.dumps(data))


def run(flow_of, records, *more):
    out: list[Record] = []
    run_main(flow_of(TestingSource(records, batch_size=10), TestingSink(out), *more))
    return out


@pytest.fixture(scope="module")
def understanding():
    hashing = Hashing()
    return Understanding(hashing, NearestCentroid.of(hashing), RuleEntities())


@pytest.fixture
def counting(understanding):
    """What understands as well, and counts the texts that its embedder is given."""

    class Counting(Hashing):
        calls = 0

        def embed(self, texts):
            self.calls += len(texts)
            return super().embed(texts)

    return Understanding(Counting(), understanding.sentiment, understanding.entities)


def test_inbound_parses_what_came_and_says_what_language_it_is_in():
    (record,) = run(inbound.inbound, [webhook(message("Bom dia, vocês ainda têm aquela bicicleta azul?"))])
    (arrival,) = record.parsed
    assert isinstance(arrival.observed, ObservedMessage)
    assert (arrival.language, arrival.raw.channel_id, arrival.observed.provider_id) == ("pt", CHANNEL, "3EB1")


def test_inbound_marks_poison_with_its_reason_and_goes_on():
    bad, good = run(inbound.inbound, [webhook(b"{", 0), webhook(message("Oi"), 1)])
    assert isinstance(bad.parsed, Unparsable)
    assert isinstance(good.parsed, list)


def test_inbound_keeps_an_unknown_event_raw_with_the_reason():
    (record,) = run(inbound.inbound, [webhook(waha("something.new", {}))])
    assert isinstance(record.parsed[0].observed, KeptRaw)


def test_inbound_survives_headers_that_do_not_say_whose_it_is():
    (record,) = run(inbound.inbound, [Record("raw.inbound", 0, 0, "", {}, b"{}")])
    assert isinstance(record.parsed, KeyError)


def test_records_without_effect_still_reach_the_sink_with_their_offset():
    records = [told("message.read", {"message_id": str(uuid4())}, n) for n in range(3)]
    assert [one.offset for one in run(sessions.sessions, records)] == [0, 1, 2]
    assert [one.offset for one in run(outbound.outbound, records)] == [0, 1, 2]


def test_embed_understands_each_text_once_and_passes_the_rest(understanding):
    records = [
        told("message.created", {"text": "Obrigado, adorei o atendimento!", "language": "pt"}, 0),
        told("message.created", {"text": None}, 1),
        told("message.deleted", {}, 2),
        told("message.read", {}, 3),
        told("message.created", {"text": "Obrigado, adorei o atendimento!"}, 4),
    ]
    first, empty, deleted, read, again = run(embed.embed, records, understanding)
    assert first.parsed.understood.vector.shape == (768,)
    assert (first.parsed.understood.vector == again.parsed.understood.vector).all()
    assert (empty.parsed.understood, deleted.parsed.understood, read.parsed) == (None, None, None)


def test_enrich_reads_names_relative_to_when_the_text_was_said(understanding):
    text = "Meu CPF é 529.982.247-25 e pago amanhã R$ 150,00"
    (record,) = run(enrich.enrich, [told("message.created", {"text": text, "language": "pt"})], understanding)
    found = {entity.kind: entity.value for entity in record.parsed.understood.entities}
    assert (found["cpf"], found["date"], found["money"]) == ("52998224725", "2026-03-03", "BRL 15000")


def test_what_a_text_took_is_its_share_of_the_batch(understanding):
    one, other = understanding.understand([Text("Obrigado!", AT), Text("Péssimo.", AT)])
    assert one.sentiment_ms == other.sentiment_ms > 0
    assert one.entities_ms == other.entities_ms > 0
    assert {understanding.sentiment.price_micros, understanding.entities.price_micros} == {0}


def test_an_event_that_cannot_be_read_is_marked_not_swallowed(understanding):
    bad = Record("crm.message", 0, 0, "k", {"ce_type": "message.created", "ce_subject": "x"}, b"{}")
    (record,) = run(embed.embed, [bad], understanding)
    assert isinstance(record.parsed, ValueError)


def test_a_text_is_embedded_once_however_often_it_comes(counting):
    texts = [Text("ok", AT), Text("ok", AT), Text("obrigado", AT)]
    first, *_ = counting.understand(texts)
    assert first.content_hash == counting.understand(texts[:1])[0].content_hash
    assert counting.embedder.calls == 2


def test_what_a_webhook_says_is_embedded_before_its_message_is_told_of(counting, understanding):
    arrived = run(
        inbound.inbound,
        [webhook(message("Bom dia, tudo bem?"), 0), webhook(b"{", 1), webhook(waha("something.new", {}), 2)],
    )
    embed.foreseer(counting)(arrived)
    assert counting.embedder.calls == 1
    (record,) = run(embed.embed, [told("message.created", {"text": "Bom dia, tudo bem?"})], counting)
    assert counting.embedder.calls == 1
    embedded = understanding.embedder.embed(["Bom dia, tudo bem?"])[0]
    assert (record.parsed.understood.vector == embedded.astype(np.float16)).all(), "as the database keeps it"


def test_of_a_flood_of_what_nobody_wants_and_with_a_slow_model_nothing_is_embedded_ahead(counting):
    arrived = run(inbound.inbound, [webhook(message(f"Mensagem {n}", n), n) for n in range(embed.FLOOD + 1)])
    embed.foreseer(counting)(arrived)
    embed.foreseer(counting, lambda: False)(arrived[:1])
    counting.embedder.instant = False
    embed.foreseer(counting)(arrived[:1])
    counting.embedder.instant = True
    assert counting.embedder.calls == 0
    embed.foreseer(counting)(arrived[: embed.FLOOD])
    assert counting.embedder.calls == embed.FLOOD


async def test_only_a_queued_message_wakes_the_sender():
    woken = []
    wake = outbound.apply(woken.append)

    class Tx:
        tenant_id = TENANT

    await wake(Tx, [told("message.created", {"status": "delivered"}), told("message.sent", {"status": "queued"})])
    assert woken == []
    await wake(Tx, [told("message.created", {"status": "queued"})])
    assert woken == [TENANT]


@pytest.fixture
async def arrived(db, tenant_id, project_id):
    """A webhook to a real channel, as a record."""
    channel = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', 'd', '', '')",
            c=channel,
            p=project_id,
        )
    body = message("Oi!")
    raw = Raw(tenant_id, project_id, channel, "waha", body, AT)
    return Record("raw.inbound", 0, 0, f"{tenant_id}:x", dict(raw_headers(raw)), body, "one")


@pytest.mark.parametrize(
    "paused, number, placed, words",
    [((), 1, 1, 1), (("sessions",), 1, 0, 1), (("embed",), 1, 1, 0), ((), embed.FLOOD + 1, 1, 0)],
)
async def test_what_is_paused_is_not_done_at_once_nor_are_the_words_of_a_flood(
    db, tenant_id, arrived, paused, number, placed, words
):
    passed_over = Paused()
    passed_over.flows = frozenset(paused)
    async with db.tenant(tenant_id, origin="flow") as tx:
        await inbound.apply(lambda: AT, passed_over)(tx, [inbound.parse(arrived)] * number)
        assert len(await tx.rows("select from crm.messages where session_id is not null")) == placed
        assert len(await tx.rows("select from recall.items")) == words
    async with db.tenant(tenant_id) as tx:
        told = await tx.rows("select topic, headers, data from core.outbox where topic = 'crm.message'")
    events = [Record("crm.message", 0, 0, "", dict(one["headers"]), one["data"].encode()) for one in told]
    async with db.tenant(tenant_id, origin="flow") as tx:
        await sessions.apply(lambda: AT)(tx, events)
        assert len(await tx.rows("select from crm.messages where session_id is not null")) == 1


async def test_what_was_embedded_ahead_is_found_by_its_meaning_at_once_and_the_embed_flow_has_nothing_left_to_do(
    db, tenant_id, arrived, counting
):
    parsed = embed.foreseer(counting)([inbound.parse(arrived)])
    async with db.tenant(tenant_id, origin="flow") as tx:
        await inbound.apply(lambda: AT, understanding=counting)(tx, parsed)
        (row,) = await tx.rows("select model, v from recall.embeddings")
    assert row["model"] == identity(counting.embedder)
    assert np.allclose(row["v"].to_numpy(), counting.embedder.embed(["Oi!"])[0], atol=1e-3)
    async with db.tenant(tenant_id, origin="flow") as tx:
        (told,) = await tx.rows("select headers, data from core.outbox where topic = 'crm.message'")
        event = Record("crm.message", 0, 0, "", dict(told["headers"]), told["data"].encode())
        before = await tx.rows("select ctid, xmin::text from recall.embeddings")
        await embed.apply(counting)(tx, embed.reader(counting)([event]))
        assert await tx.rows("select ctid, xmin::text from recall.embeddings") == before


async def test_an_embedder_that_fails_delays_nothing_but_the_meaning(db, tenant_id, arrived, understanding, caplog):
    class Away(Hashing):
        def embed(self, texts):
            raise Unavailable("the model is away")

    away = Understanding(Away(), understanding.sentiment, understanding.entities)
    parsed = embed.foreseer(away)([inbound.parse(arrived)])
    async with db.tenant(tenant_id, origin="flow") as tx:
        await inbound.apply(lambda: AT, understanding=away)(tx, parsed)
        assert len(await tx.rows("select from recall.items")) == 1
        assert await tx.rows("select from recall.embeddings") == []
    assert "not embedded ahead, but in its turn: the model is away" in caplog.text


def test_while_an_embedder_is_away_texts_are_read_for_the_rest_and_it_is_not_asked_each_time(
    understanding, monkeypatch
):
    class Away(Hashing):
        asked = 0

        def embed(self, texts):
            self.asked += 1
            raise Unavailable("the model is away")

    away = Understanding(Away(), understanding.sentiment, understanding.entities)
    event = told("message.created", {"text": "Ligue para 31 98888-7777"})
    read = embed.reader(away, understand=embed.unless_away(away))
    (one, _) = [read([event])[0].parsed.understood for _ in range(2)]
    assert (one.vector, one.sentiment, away.embedder.asked) == (None, None, 1)
    assert [entity.kind for entity in one.entities] == ["phone"]
    monkeypatch.setattr(embed, "AWAY", 0.0)
    soon = embed.reader(away, understand=embed.unless_away(away))
    for _ in range(2):
        soon([event])
    assert away.embedder.asked == 3
    with pytest.raises(Unavailable):
        embed.reader(away)([event])


def test_an_embedder_that_is_away_when_a_process_starts_holds_up_nothing(settings, monkeypatch):
    class Away(Hashing):
        instant, back = False, False

        def embed(self, texts):
            if not self.back:
                raise Unavailable("the model is away")
            return super().embed(texts)

    monkeypatch.setattr(embed, "AWAY", 0.0)
    away = Understanding.of(settings, Away())
    read = embed.reader(away, understand=embed.unless_away(away))
    event = told("message.created", {"text": "Adorei, obrigada!"})
    assert read([event])[0].parsed.understood.sentiment is None
    away.embedder.back = True
    assert read([event])[0].parsed.understood.sentiment.label == "positive"


async def test_a_message_that_tells_its_session_is_left_alone_by_the_sessions_flow(db, tenant_id, arrived):
    async with db.tenant(tenant_id, origin="flow") as tx:
        await inbound.apply(lambda: AT)(tx, [inbound.parse(arrived)])
    async with db.tenant(tenant_id, origin="flow") as tx:
        (told,) = await tx.rows("select headers, data from core.outbox where topic = 'crm.message'")
        await tx.run("update crm.messages set session_id = null")
        event = Record("crm.message", 0, 0, "", dict(told["headers"]), told["data"].encode())
        await sessions.apply(lambda: AT)(tx, [event])
        assert len(await tx.rows("select from crm.messages where session_id is null")) == 1


async def test_the_flow_with_its_real_sink_records_a_webhook(db, settings, tenant_id, arrived):
    sink = Apply(settings, {"inbound": inbound.apply()})
    await asyncio.to_thread(run_main, inbound.inbound(TestingSource([arrived]), sink))
    async with db.tenant(tenant_id) as tx:
        (row,) = await tx.rows("select text, provider_id, from_me from crm.messages")
    assert (row["text"], row["provider_id"], row["from_me"]) == ("Oi!", "3EB1", False)
