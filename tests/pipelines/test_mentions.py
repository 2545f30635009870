"""What the flow reads in a message ties it to whom and what it names."""

from datetime import UTC, datetime
from uuid import uuid4

import orjson
import pytest

from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.enrichment import Entity, EntityKind
from memory.crm.enrichment import Enrichment
from memory.crm.graph.related import get_neighbours
from memory.crm.graph.social import get_social_graph
from pipelines.flows import embed, enrich, inbound
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.providers.embedding.hashing import Hashing
from pipelines.providers.entities.rules import RuleEntities
from pipelines.replay.difference import Change, apply
from pipelines.understanding import Understanding

AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA, BIA, GROUP = "5531900000001@c.us", "5531900000002@c.us", "120363000000000001@g.us"
UNDERSTANDING = Understanding(Hashing(), None, RuleEntities())


@pytest.fixture
async def say(db, tenant_id, project_id):
    """`await say(ANA, "Oi")`: something said in a group, recorded and read by the flow; the message's id."""
    channel = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', %(c)s::text, '', '')",
            c=channel,
            p=project_id,
        )

    async def said(who, text, *mentioned):
        payload = {"id": f"false_{GROUP}_{uuid4().hex}_{who}", "from": GROUP, "participant": who, "fromMe": False,
                   "timestamp": 1772452800, "body": text, "mentionedJid": list(mentioned)}  # fmt: skip
        body = orjson.dumps(
            {"id": "evt", "timestamp": 1772452800000, "event": "message.any", "session": "s", "payload": payload}
        )
        raw = Raw(tenant_id, project_id, channel, "waha", body, AT)
        async with db.tenant(tenant_id, origin="flow") as tx:
            before = {row["id"] for row in await tx.rows("select id from core.outbox")}
            await inbound.apply(lambda: AT)(
                tx, [inbound.parse(Record("raw.inbound", 0, 0, "", dict(raw_headers(raw)), body))]
            )
        async with db.tenant(tenant_id) as tx:
            told = await tx.rows("select id, topic, headers, data from core.outbox order by id")
        records = [
            Record(one["topic"], 0, 0, "", dict(one["headers"]), one["data"].encode())
            for one in told if one["id"] not in before and one["topic"] in enrich.TOPICS
        ]  # fmt: skip
        read = embed.reader(UNDERSTANDING)(records)
        async with db.tenant(tenant_id, origin="flow") as tx:
            await enrich.apply(UNDERSTANDING)(tx, read)
            await enrich.apply(UNDERSTANDING)(tx, read)
        return next(one.parsed for one in read if isinstance(one.parsed, embed.Read))

    return said


@pytest.fixture
def ask(db, tenant_id):
    async def asked(operation, contact, **more):
        who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
        async with db.tenant(tenant_id) as tx:
            rows = await tx.rows("select contact_id from crm.identities where value = %(phone)s", phone=phone(contact))
            return await operation(tx, who, rows[0]["contact_id"], **more)

    return asked


def phone(jid):
    return f"+{jid.partition('@')[0]}"


async def test_who_is_mentioned_is_found_by_the_name_that_the_channel_gives(say, ask):
    await say(ANA, "Fala com a @5531900000002", BIA, GROUP)
    await say(BIA, "Oi!")
    near = await ask(get_social_graph, ANA)
    assert [one.depth for one in near.people] == [1]
    assert [one.times for one in near.mentions] == [1]


async def test_a_message_that_names_nobody_asks_the_database_nothing(say, monkeypatch):
    def asked(*_):
        raise AssertionError

    monkeypatch.setattr(enrich, "name", asked)
    await say(ANA, "Bom dia, custa R$ 50 amanhã?")
    with pytest.raises(AssertionError):
        await say(ANA, "Bom dia", BIA)


async def test_an_address_in_a_text_ties_those_who_wrote_it(say, ask):
    await say(ANA, "escreva para Vendas@Acme.com ou pague R$ 50 amanhã")
    await say(BIA, "meu contato é vendas@acme.com")
    found = await ask(get_neighbours, ANA, edge_types=["MENTIONED"])
    assert [(one.end.type, one.end.name) for one in found.edges] == [("email", "vendas@acme.com")]
    address = found.edges[0].end
    both = await ask(lambda tx, who, _: get_neighbours(tx, who, address.id, entity_type=address.type), ANA)
    assert len([one for one in both.edges if one.type == "MENTIONED"]) == 2


async def test_a_replayed_reading_that_is_brought_live_moves_the_ties(say, ask, db, tenant_id):
    read = await say(ANA, "escreva para vendas@acme.com")
    url = Entity(kind=EntityKind.URL, text="acme", value="https://acme.com", start=0, end=4, confidence=1)
    made = Enrichment(
        message_id=read.message_id, kind="entities", provider="rules", model="rules", model_version="9",
        content_hash=read.understood.content_hash, result={"entities": [url.model_dump(mode="json")]},
    )  # fmt: skip
    plan = type("Plan", (), {"tenant_id": tenant_id})
    await apply(db, plan, [Change("…", AT, None, made)])
    found = await ask(get_neighbours, ANA, edge_types=["MENTIONED"])
    assert [one.end.name for one in found.edges] == ["https://acme.com"]
