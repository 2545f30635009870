"""The record made once more out of the lake: the same code gives the same record, whatever people did in between."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from connectors import CONNECTORS
from contracts.core.project import ProjectDraft
from contracts.crm.channel import ChannelPatch
from contracts.crm.contact import ContactDraft, ContactPatch
from contracts.crm.message import MessageDraft, ObservedMessage
from contracts.types import wall_clock
from memory.core.lake import NAMING
from memory.core.project import create_project
from memory.crm.channel import get_channel, update_channel
from memory.crm.contact import create_contact, delete_contact, get_contact, update_contact
from memory.crm.delivery import record_failed, record_sent
from memory.crm.message import queue_reply
from memory.crm.session import close_session
from memory.examine import connect
from pipelines.flows import inbound
from pipelines.replay.applying import apply_record
from pipelines.replay.plan import RecordPlan
from pipelines.replay.recording import SETTLED

_MESSAGES = (
    "select id, text, language, contact_id, session_id, at from crm.messages where tenant_id = %(tenant)s order by id"
)
_SEARCHED = """
select m.id, i.id is not null as words, i.content_hash <> sha256(convert_to(m.text, 'UTF8')) as stale,
  exists (select from recall.embeddings e where e.tenant_id = m.tenant_id and e.item_id = i.id) as vectors,
  exists (select from crm.enrichments e where e.tenant_id = m.tenant_id and e.message_id = m.id
    and e.content_hash = i.content_hash) as moods
from crm.messages m left join recall.items i on i.tenant_id = m.tenant_id and i.message_id = m.id
where m.tenant_id = %(tenant)s and m.id = any(%(ids)s)"""
_TOLD = "select count(*) as n, max(id) as last from core.outbox where tenant_id = %(tenant)s"
_OPEN = (
    "select * from crm.sessions where tenant_id = %(tenant)s and status = 'active' order by last_activity_at desc, id"
)
_SPOKEN = """
select m.contact_id from crm.messages m join crm.chats c on c.tenant_id = m.tenant_id and c.id = m.chat_id
where m.tenant_id = %(tenant)s and c.type = 'individual' and not m.from_me
group by 1 order by count(*) desc, 1"""


def same(found):
    return found.differs == 0


async def test_with_the_code_that_is_live_the_record_comes_out_the_same(store):
    await store.play(store.month)
    went, found = await store.replay()
    assert same(found), repr(found)
    assert went.erased == went.dead == found.moved_on == 0
    assert found.tables["messages"].compared > 200
    assert min(table.compared for table in found.tables.values()) > 0


async def test_what_people_did_in_between_is_done_again_at_its_place(store):
    """Every door that the record depends on, in the middle of the month; then the rest of it, and a change of each."""
    half = len(store.month) // 2
    await store.play(store.month[:half])
    person, other, third = [row["contact_id"] for row in (await store.rows(_SPOKEN))[:3]]
    queue = lambda kind, message: f"OURS{message.hex}"  # noqa: E731
    replies = [
        await store.door(queue_reply, MessageDraft(contact_id=who, text=f"Resposta {number}"), f"key {number}", queue)
        for number, who in enumerate([person, other, third, person])
    ]
    now = wall_clock()
    async with store.db.tenant(store.tenant_id, origin="flow") as tx:
        await record_sent(tx, replies[0].id, "GIVEN BY THE PROVIDER", now)
        await record_failed(tx, replies[1].id, "not on WhatsApp", now)
    for row in (await store.rows(_OPEN))[:3]:
        await store.door(close_session, row["id"])
    made = await store.door(
        create_contact,
        ContactDraft(name="Por mão", phone="+5531977776666", email="a@b.example", tags=["vip"], language="es"),
    )
    await store.door(
        update_contact,
        made.id,
        ContactPatch(name="Outro nome", email="c@d.example", tags=["vip", "novo"]),
        made.version,
    )
    gone = await store.door(create_contact, ContactDraft(name="Some", email="e@f.example"))
    await store.door(delete_contact, gone.id, gone.version)
    known = await store.door(get_contact, other)
    await store.door(
        update_contact, other, ContactPatch(name="Cliente", language="es", custom_fields={"cpf": "1"}), known.version
    )
    channel = await store.door(get_channel, store.channel_id)
    await store.door(
        update_channel, store.channel_id, ChannelPatch(session_timeout_minutes=5, allow_groups=False), channel.version
    )
    await store.play(store.month[half:])
    assert (
        len(
            {
                row["timeout_minutes"]
                for row in await store.rows(
                    "select distinct timeout_minutes from crm.messages where tenant_id = %(tenant)s"
                )
            }
        )
        == 2
    )
    went, found = await store.replay()
    assert same(found), repr(found)
    assert went.dead == 0
    cuts = await store.rows("select count(*) as n from crm.session_cuts where tenant_id = %(tenant)s")
    assert cuts[0]["n"] == 3


async def test_a_changed_parser_is_otherwise_exactly_where_it_says_something_else(store, monkeypatch):
    await store.play(store.month)
    live = {str(row["id"]): row for row in await store.rows(_MESSAGES)}
    detect = inbound.detect
    monkeypatch.setattr(inbound, "detect", lambda text: "en" if "ou" in text else detect(text))
    expected = {key for key, row in live.items() if row["text"] and "ou" in row["text"] and row["language"] != "en"}

    async def changes(own, plan, found):
        with connect(own, "admin") as admin:
            rows = admin.execute("select key, before, after from live.differences where part = 'messages'").fetchall()
        return found, {row["key"]: (row["before"], row["after"]) for row in rows}

    _, (found, rows) = await store.replay(changes)
    assert {key for key in rows if live[key]["text"] and "ou" in live[key]["text"]} >= expected
    edited = {
        str(row["message_id"])
        for row in await store.rows("select message_id from crm.message_edits where tenant_id = %(tenant)s")
    }
    assert set(rows) - expected <= edited, "only what was said first decides the language of a message"
    assert expected
    assert all(set(after) == {"language"} for _, after in rows.values())
    table = found.tables["messages"]
    assert (table.otherwise, table.columns) == (len(rows), {"language": len(rows)})
    assert len(table.samples) == 5
    assert set(found.tables["contacts"].columns) <= {"language"}
    assert [found.tables[name].differs for name in ("sessions", "chats", "reactions", "edits")] == [0] * 4


@pytest.fixture
def mended(monkeypatch):
    """A parser that once missed pictures, read the hour of some messages wrong, and shouted."""
    waha = CONNECTORS["waha"]
    parse = type(waha).parse

    def broken(self, raw):
        return [
            wrong(one)
            for one in parse(self, raw)
            if not (isinstance(one, ObservedMessage) and one.content_type == "image")
        ]

    def wrong(one):
        if not isinstance(one, ObservedMessage) or not one.text:
            return one
        return one.model_copy(
            update={"at": one.at.replace(hour=0), "text": one.text.upper()} if "a" in one.text[:3] else {}
        )

    monkeypatch.setattr(type(waha), "parse", broken)
    return lambda: monkeypatch.setattr(type(waha), "parse", parse)


async def test_what_is_applied_is_live_and_a_second_replay_finds_nothing(store, mended):
    await store.play(store.month)
    before, told = await store.rows(_MESSAGES), await store.rows(_TOLD)
    mended()

    async def bring(own, plan, found):
        assert await store.rows(_MESSAGES) == before, "until it is applied nothing changes"
        return found, await apply_record(store.settings, own, plan)

    _, (found, done) = await store.replay(bring)
    assert (
        min(
            found.tables["messages"].otherwise, found.tables["messages"].only_replayed, found.tables["sessions"].differs
        )
        > 0
    )
    assert done["messages"] > 0
    assert done["added messages"] == found.tables["messages"].only_replayed
    assert await store.rows(_TOLD) == told, "nobody is told"
    assert await store.rows("select 1 from crm.deliveries where tenant_id = %(tenant)s") == []
    _, again = await store.replay()
    assert same(again), again


async def test_a_message_that_changed_after_it_was_compared_is_passed_over(store, monkeypatch):
    await store.play(store.month[:120])
    detect = inbound.detect
    monkeypatch.setattr(inbound, "detect", lambda text: "en" if "ou" in text else detect(text))

    async def bring(own, plan, found):
        with connect(own, "admin") as admin:
            changed = "select key from live.differences where part = 'messages' order by key"
            keys = [row["key"] for row in admin.execute(changed)]
        touch = "update crm.messages set version = version + 1 where tenant_id = %(tenant)s and id = %(id)s returning 1"
        await store.rows(touch, id=keys[0])
        return keys, await apply_record(store.settings, own, plan)

    _, (keys, done) = await store.replay(bring)
    assert done["messages"] == len(keys) - 1 > 0
    spoken = {str(row["id"]): row["language"] for row in await store.rows(_MESSAGES)}
    assert spoken[keys[0]] != "en"
    assert {spoken[key] for key in keys[1:]} == {"en"}


async def test_what_came_in_meanwhile_is_left_out_and_said(store):
    """Webhooks that the lake does not hold yet change messages, sessions and people under the eyes of the replay."""
    half = len(store.month) // 2
    await store.play(store.month[:half])
    until = wall_clock()
    archive = store._work
    store._work = lambda *_: asyncio.sleep(0)
    await store.play(store.month[half:])
    store._work = archive
    _, found = await store.replay(clock=lambda: until + SETTLED)
    assert same(found), repr(found)
    assert found.moved_on > 0
    assert found.tables["messages"].compared > 0


async def test_only_what_was_recorded_in_the_time_is_compared(store):
    await store.play(store.month[:100])
    middle = wall_clock()
    await store.play(store.month[100:])
    _, whole = await store.replay()
    _, first = await store.replay(until=middle)
    _, second = await store.replay(since=middle)
    counts = [one.tables["messages"].compared for one in (first, second, whole)]
    assert counts[0] + counts[1] == counts[2]
    assert min(counts) > 0
    assert all(same(one) for one in (first, second, whole))


async def test_what_was_erased_is_left_out_and_counted(store):
    await store.play(store.month)
    rows = "select id from core.lake_keys where tenant_id = %(tenant)s and id <> %(naming)s order by id limit 40"
    gone = [row["id"] for row in await store.rows(rows, naming=NAMING)]
    await store.rows(
        "delete from core.lake_keys where tenant_id = %(tenant)s and id = any(%(gone)s) returning 1", gone=gone
    )
    went, found = await store.replay()
    assert went.erased > 0
    table = found.tables["messages"]
    assert table.only_replayed == 0
    assert table.compared + table.only_live == len(await store.rows(_MESSAGES))


async def test_poison_is_buried_in_the_shadow_and_the_others_are_recorded(store, monkeypatch):
    await store.play(store.month)
    waha = type(CONNECTORS["waha"])
    parse = waha.parse
    poisoned = set()

    def broken(self, raw):
        if raw.id.int % 9:
            return parse(self, raw)
        poisoned.add(raw.body)
        raise ValueError("no parser for this")

    monkeypatch.setattr(waha, "parse", broken)

    async def dead(own, plan, found):
        with connect(own, "admin") as admin:
            return admin.execute("select flow, topic, error, data from core.dead_letters").fetchall(), found

    went, (letters, found) = await store.replay(dead)
    assert {(one["flow"], one["topic"], one["error"]) for one in letters} == {
        ("inbound", "raw.inbound", "no parser for this")
    }
    assert {bytes(one["data"]) for one in letters} == poisoned
    assert went.dead == len(letters) == len(poisoned)
    assert found.tables["messages"].only_live > 0
    assert await store.rows("select 1 from core.dead_letters where tenant_id = %(tenant)s") == []


async def test_another_tenant_is_neither_read_nor_changed(store, two_tenants, mended):
    """Its rows stand in the same live tables; the shadow has none of them, and an application leaves them."""
    stranger = two_tenants[0]
    insert = (
        "insert into crm.contacts (tenant_id, id, project_id, name) values (%(tenant)s, %(id)s, %(project)s, 'Alheia')"
    )
    async with store.db.tenant(stranger) as tx:
        project = await create_project(tx, ProjectDraft(name="P"))
        await tx.run(insert, id=uuid4(), project=project.id)
    await store.play(store.month)
    mended()

    async def bring(own, plan, found):
        await apply_record(store.settings, own, plan)
        with connect(own, "admin") as admin:
            return admin.execute(
                "select distinct tenant_id from live.contacts union select tenant_id from crm.contacts"
            ).fetchall()

    _, seen = await store.replay(bring)
    assert seen == [{"tenant_id": store.tenant_id}]
    async with store.db.tenant(stranger) as tx:
        (row,) = await tx.rows("select name, version from crm.contacts where tenant_id = %(tenant)s")
    assert row == {"name": "Alheia", "version": 1}


REPLAYER = """
import os, signal, sys
sys.path.insert(0, sys.argv[1])
import pipelines.replay.recording as recording
from api.cli.remade import remade
from contracts.settings import Settings
from contracts.types import wall_clock
from memory.crm import sessionize
from pipelines.replay.plan import RecordPlan

recording.BATCH, recording.SETTLED, stop, left = 20, -recording.SETTLED, sys.argv[3], int(sys.argv[4])

def count():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

place = sessionize.place
async def placed(*asked):
    count() if stop == "between" else None
    return await place(*asked)
sessionize.place = placed

def told(done, of):
    count() if stop == "after" else None

done = remade(Settings(), RecordPlan.model_validate_json(sys.argv[2]), told, live=False)
print(done.found.differs, done.found.tables["messages"].compared, flush=True)
"""


async def test_a_replay_that_is_killed_twice_goes_on_where_it_was_and_finds_no_difference(
    store, environment, monkeypatch
):
    await store.play(store.month)
    for name, value in (("DATA_DIR", store.settings.data_dir), ("LAKE", store.settings.lake), ("EMBEDDER", "hashing")):
        monkeypatch.setenv(f"VENTROS_{name}", str(value))
    monkeypatch.setenv("VENTROS_ENCRYPTION_KEYS", (store.key_folder / "keys" / "encryption.key").read_text().strip())
    plan = RecordPlan(tenant_id=store.tenant_id).model_dump_json()

    def run(stop, left):
        root = str(Path(__file__).parents[3])
        asked = [sys.executable, "-c", REPLAYER, root, plan, stop, str(left)]
        return subprocess.run(asked, capture_output=True, text=True, check=False, env=dict(os.environ))

    killed = [await asyncio.to_thread(run, *when) for when in (("between", 4), ("after", 3))]
    assert [one.returncode for one in killed] == [-9, -9], killed[-1].stderr
    done = await asyncio.to_thread(run, "never", 0)
    assert done.returncode == 0, done.stderr
    messages = len(await store.rows(_MESSAGES))
    assert done.stdout.split() == ["0", str(messages)]
