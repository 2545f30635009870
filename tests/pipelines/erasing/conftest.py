"""A house in which Ana, who will be erased, and Bia, who stays, write: alone, and in a group, each naming the other."""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import orjson
import pytest
from psycopg import sql

from connectors.waha.sandbox import envelope, message_payload
from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.erasure import Confirmation
from memory.core.dead_letter import bury
from memory.crm.erasing.tombstone import Graves
from memory.crm.erasure import erase_contact
from memory.examine import connect
from memory.sealed import Sealer
from pipelines.apply import dead_row
from pipelines.erasing.reading import named_by
from pipelines.erasing.work import SETTLED, Eraser
from pipelines.flows import archive, embed, enrich, inbound, sessions
from pipelines.io import Record
from pipelines.kafka import raw_headers
from pipelines.lake.store import Store
from pipelines.scan import scan
from pipelines.understanding import Understanding

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ANA, BIA, GROUP = "5531987650042@c.us", "5531911110043@c.us", "120363000000000042@g.us"
NAME, SECRET, WHISPER = "Ana Canário Plantada", "segredo-plantado-7f3a", "sussurro-plantado-91c2"
CANARIES = (ANA.partition("@")[0], NAME, SECRET, WHISPER)

_TOLD = """
select id, topic, key, headers, data from core.outbox where tenant_id = %(tenant)s and id > %(after)s order by id"""


def said(text, stanza, *, at=NOON, who=ANA, name=NAME, chat=None, **more):
    payload = message_payload(chat or who, text, stanza, from_me=False, push_name=name, at=at.timestamp())
    if chat:
        payload |= {"id": f"false_{chat}_{stanza}_{who}", "participant": who}
    return orjson.dumps(envelope("message.any", payload | more, at=at.timestamp()))


def quoting(text, stanza, quoted, *, at=NOON):
    """Bia answers Ana in the group, and WhatsApp repeats what Ana said."""
    context = {"stanzaId": "G1", "participant": ANA, "quotedMessage": {"conversation": quoted}, "mentionedJid": [ANA]}
    data = {"message": {"extendedTextMessage": {"text": text, "contextInfo": context}}}
    answered = {"id": "G1", "participant": ANA, "body": quoted}
    return said(text, stanza, at=at, who=BIA, name="Bia", chat=GROUP, replyTo=answered, _data=data)


def reacted(stanza, target, who, *, at=NOON):
    payload = {
        "id": f"false_{GROUP}_{stanza}_{who}", "from": GROUP, "fromMe": False, "participant": who, "to": GROUP,
        "timestamp": int(at.timestamp()), "reaction": {"text": "👍", "messageId": target},
    }  # fmt: skip
    return orjson.dumps(envelope("message.reaction", payload, at=at.timestamp()))


def edited(text, stanza, *, at=NOON):
    payload = message_payload(GROUP, text, f"{stanza}E", from_me=False, push_name=NAME, at=at.timestamp())
    payload |= {"id": f"false_{GROUP}_{stanza}E_{ANA}", "participant": ANA, "editedMessageId": stanza}
    return orjson.dumps(envelope("message.edited", payload, at=at.timestamp()))


def joined(*members, at=NOON):
    people = [{"id": one, "pn": one, "role": "participant"} for one in members]
    payload = {"group": {"id": GROUP}, "type": "join", "timestamp": int(at.timestamp() * 1000), "participants": people}
    return orjson.dumps(envelope("group.v2.participants", payload, at=at.timestamp()))


def presence(who):
    return orjson.dumps(
        envelope("presence.update", {"id": who, "presences": [{"participant": who}]}, at=NOON.timestamp())
    )


def call(who):
    return orjson.dumps(envelope("call.received", {"id": "C1", "from": who, "timestamp": int(NOON.timestamp())}))


PLAYED = [
    said(f"Bom dia, {SECRET}", "A1"),
    said(f"E mais: {WHISPER}", "A2", at=NOON + timedelta(minutes=1)),
    said("Oi, sou a Bia", "B1", who=BIA, name="Bia"),
    said("Quero saber do pedido", "B2", who=BIA, name="Bia", at=NOON + timedelta(minutes=3)),
    joined(ANA, BIA),
    said(f"No grupo: {SECRET}", "G1", chat=GROUP),
    said("Bia no grupo", "G2", who=BIA, name="Bia", chat=GROUP, at=NOON + timedelta(minutes=2)),
    quoting("concordo", "G3", f"No grupo: {SECRET}", at=NOON + timedelta(minutes=4)),
    quoting(f"o número é @{ANA.partition('@')[0]}", "G4", WHISPER, at=NOON + timedelta(minutes=5)),
    reacted("R1", f"false_{GROUP}_G2_{BIA}", ANA),
    reacted("R2", f"false_{GROUP}_G1_{ANA}", BIA),
    reacted("R3", f"false_{GROUP}_NOBODY_{BIA}", ANA),
    edited(f"Corrigido: {WHISPER}", "G1", at=NOON + timedelta(minutes=6)),
    call(ANA),
    call(BIA),
    presence(ANA),
]


class House:
    """A tenant whose webhooks go through the flows as they do live, up to the lake."""

    def __init__(self, settings, db, tenant_id, project_id, channel_id):
        self.settings, self.db, self.tenant_id = settings, db, tenant_id
        self.project_id, self.channel_id = project_id, channel_id
        self.store, self.sealer = Store.of(settings), Sealer.from_settings(settings)
        self.understanding, self.graves = Understanding.of(settings), Graves(self.sealer)
        self.cluster, self.number, self.after, self.archived = uuid4().hex, 0, 0, []
        self.now = datetime.now(UTC)
        self.who = Principal(tenant_id=tenant_id, subject="user:dpo", role=ProjectRole.ADMIN)

    async def play(self, bodies):
        for body in bodies:
            await self.receive([body])

    async def receive(self, bodies, received=None):
        """Record webhooks, and everything that follows of them."""
        records = [self.webhook(body, received) for body in bodies]
        async with self.db.tenant(self.tenant_id, origin="flow") as tx:
            parsed = [inbound.parse(one) for one in records]
            await inbound.apply(lambda: NOON, understanding=self.understanding, graves=self.graves)(tx, parsed)
        await self._work(archive.sink(self.settings, self.store, self.sealer, name=f"a{self.cluster}"), records)
        await self.follow()

    async def follow(self):
        """What the other flows do with what was told since."""
        for _ in range(2):
            records = await self.told()
            kept = [one for one in records if one.topic in archive.TOPICS]
            await self._work(archive.sink(self.settings, self.store, self.sealer, name=f"a{self.cluster}"), kept)
            messages = [one for one in records if one.topic == "crm.message"]
            read = embed.reader(self.understanding)(messages)
            async with self.db.tenant(self.tenant_id, origin="flow") as tx:
                await sessions.apply(lambda: NOON)(tx, records)
                if read:
                    await embed.apply(self.understanding)(tx, read)
                    await enrich.apply(self.understanding)(tx, read)

    def webhook(self, body, received=None):
        self.number += 1
        key = self._chat(body)
        raw = Raw(self.tenant_id, self.project_id, self.channel_id, "waha", body, received or self.now, key=key)
        headers = {name: str(value) for name, value in raw_headers(raw)}
        return Record("raw.inbound", 0, self.number, f"{self.tenant_id}:{key}", headers, body, self.cluster)

    @staticmethod
    def _chat(body):
        from connectors import CONNECTORS

        return CONNECTORS["waha"].conversation(body)

    async def told(self):
        rows = await self.rows(_TOLD, after=self.after)
        self.after = rows[-1]["id"] if rows else self.after
        return [
            Record(row["topic"], 0, row["id"], row["key"], dict(row["headers"]), row["data"].encode(), self.cluster)
            for row in rows
        ]

    async def _work(self, sink, records):
        def work():
            part = sink.build("s", 0, 1)
            if records:
                part.write_batch(records)
            part.close()

        with ThreadPoolExecutor(1) as thread:
            await asyncio.wrap_future(thread.submit(work))

    async def leave_behind(self):
        """What lies about at any moment: a webhook that waits, one that could not be digested, a cached vector."""
        waiting = {"A": said(f"espera {SECRET}", "W1"), "B": quoting("idem", "W2", SECRET)}
        async with self.db.tenant(self.tenant_id, origin="flow") as tx:
            for body in waiting.values():
                one = self.webhook(body)
                await tx.run(
                    "insert into core.journal (id, tenant_id, project_id, channel_id, channel_type, key, body, received_at)"
                    " values (%(id)s, %(tenant)s, %(p)s, %(c)s, 'waha', %(key)s, %(body)s, now())",
                    id=uuid4(), p=self.project_id, c=self.channel_id, key=one.key.partition(":")[2], body=body,
                )  # fmt: skip
            broken = ValueError(f"no: ({SECRET}, {CANARIES[0]})")
            await bury(tx, [dead_row("inbound", self.webhook(body), broken) for body in waiting.values()])
        await self.follow()

    async def rows(self, query, **args):
        async with self.db.tenant(self.tenant_id) as tx:
            return await tx.rows(query, **args)

    async def contact(self, jid=ANA):
        (row,) = await self.rows(
            "select contact_id as id from crm.identities where value = %(value)s", value="+" + jid.partition("@")[0]
        )
        return row["id"]

    async def ask(self, contact, confirmation=None, who=None, at=None):
        said_ = Confirmation(confirmation=confirmation)
        async with self.db.tenant(self.tenant_id) as tx:
            now = at or self.now
            return await erase_contact(tx, who or self.who, contact, said_, self.sealer, named_by, lambda: now)

    async def confirm(self, contact):
        asked = await self.ask(contact)
        return (await self.ask(contact, asked.confirmation)).erasure

    def eraser(self, at=None):
        return Eraser(self.settings, self.db, self.store, self.sealer, lambda: at or self.now + SETTLED)

    async def erase(self, contact):
        begun = await self.confirm(contact)
        assert await self.eraser().go_on(self.tenant_id) == 0
        return begun

    async def found(self, texts=CANARIES):
        """Where texts stand, in this test's database and folder."""
        return sorted({(one.where, texts[one.number]) for one in await scan(self.settings, self.db, texts)})

    async def dump(self):
        """Every row of the tenant, table by table, as text."""
        tables = await self.rows(
            "select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind = 'r' and n.nspname in ('core', 'crm', 'recall') and exists (select from pg_attribute a"
            " where a.attrelid = c.oid and a.attname = 'tenant_id') and has_table_privilege(c.oid, 'select')"
        )
        found = {}
        for table in sorted(row["name"] for row in tables):
            rows = await self.rows(f"select to_jsonb(t)::text as row from {table} t where t.tenant_id = %(tenant)s")
            found[table] = {json.dumps(json.loads(row["row"]), sort_keys=True) for row in rows}
        return found


@pytest.fixture
def settings(base):
    """A database of each test's own: a scan looks at all of it."""
    name = f"t_{uuid4().hex[:12]}"
    made = sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier("ventros_template"))
    server = base.model_copy(update={"database_name": "postgres"})
    with connect(server, "admin") as admin:
        admin.execute(made)
        yield base.model_copy(update={"database_name": name})
        admin.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
async def house(settings, db, tenant_id, project_id, tmp_path):
    channel = uuid4()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', 'd', '', '')",
            c=channel, p=project_id,
        )  # fmt: skip
    own = settings.model_copy(update={"embedder": "hashing", "data_dir": tmp_path, "lake": str(tmp_path / "lake")})
    return House(own, db, tenant_id, project_id, UUID(str(channel)))
