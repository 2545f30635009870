"""The inbound rules on whole months and on single messages: order, repetition and batches decide nothing."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import orjson
import pytest

import memory.db
from connectors import CONNECTORS
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import ContentType, MessageStatus, ObservedChange, ObservedMessage
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.recall.items import Known, Turn, remember
from pipelines.demo import SHOPS, expected, month
from pipelines.providers.language import detect

from .conftest import play, tables

T0 = datetime(2026, 10, 5, 12, tzinfo=UTC)
BIA, BIA_LID, CAIO = Identity("phone", "+5531900000001"), Identity("lid", "777"), Identity("phone", "+5531900000002")


def said(
    place, number: int, minute: float = 0, who=(BIA,), *, from_me=False, chat=None, name=None, language=None, **more
):
    first = who[0] if who else None
    seen = ObservedMessage(
        provider_id=f"M{number:04}", at=T0 + timedelta(minutes=minute), from_me=from_me,
        chat=chat or f"{first.value.lstrip('+')}@{'lid' if first.scheme == 'lid' else 'c.us'}",
        chat_type=ChatType.GROUP if chat and chat.endswith("@g.us") else ChatType.INDIVIDUAL, who=list(who), name=name,
        text=more.pop("text", f"text {number}"), status=MessageStatus.SENT if from_me else MessageStatus.DELIVERED, **more,
    )  # fmt: skip
    return Arrival(place.raw(str(uuid4()).encode()), seen, language)


def change(place, kind: str, number: int, minute: float, *, actor=(BIA,), from_me=False, change_id=None, **more):
    seen = ObservedChange(
        kind=kind, provider_id=f"M{number:04}", change_id=change_id or f"{kind}{minute}", at=T0 + timedelta(minutes=minute),
        from_me=from_me, chat=more.pop("chat", "5531900000001@c.us"), actor=list(actor), **more,
    )  # fmt: skip
    return Arrival(place.raw(str(uuid4()).encode()), seen)


async def one(db, place, query: str):
    async with db.tenant(place.tenant_id) as tx:
        (row,) = await tx.rows(query)
    return row


@pytest.fixture(scope="module")
def hooks():
    return [
        hook for hook in month(datetime(2026, 10, 1, tzinfo=UTC), messages=600, days=10) if hook.shop == SHOPS[0].key
    ]


def arrivals(place, hooks):
    found = []
    for hook in hooks:
        raw = place.raw(hook.body)
        found += [
            Arrival(raw, seen, detect(getattr(seen, "text", None) or "")) for seen in CONNECTORS["waha"].parse(raw)
        ]
    return found


async def test_a_month_gives_what_an_independent_count_expects(db, place, hooks):
    await play(db, arrivals(place, hooks))
    found, want = await tables(db, place.tenant_id), expected(hooks)[SHOPS[0].key]
    assert len(found["messages"]) == want.messages
    assert len(found["contacts"]) == want.contacts
    assert len(found["sessions"]) == want.sessions
    assert found["pending"] == []


@pytest.mark.parametrize("seed", range(4))
async def test_duplicates_order_and_batches_change_nothing(db, open_place, hooks, seed):
    straight, disturbed = await open_place(), await open_place()
    await play(db, arrivals(straight, hooks))
    rng = random.Random(seed)
    mixed = [*hooks, *rng.sample(hooks, len(hooks) // 5)]
    rng.shuffle(mixed)
    await play(db, arrivals(disturbed, mixed), batch=rng.choice([1, 7, 40, 5000]), at_once=seed % 2 == 0)
    first, second = await tables(db, straight.tenant_id), await tables(db, disturbed.tenant_id)
    ids = [{name: [strip(row) for row in rows] for name, rows in one.items()} for one in (first, second)]
    for name in ids[0]:
        assert sorted(set(ids[0][name]) ^ set(ids[1][name])) == []
    assert ids[0] == ids[1]


def strip(row: str) -> str:
    """A chat's id is made of its channel's, which differs between the two shops."""
    return row.rpartition(',"id"')[0] or row


async def test_a_second_arrival_changes_nothing_and_tells_nothing(db, place, told):
    message = said(place, 1, name="Bia")
    await play(db, [message])
    before = await told(place.tenant_id)
    await play(db, [message, said(place, 1, name="Bia")])
    assert await told(place.tenant_id) == before
    assert before.count("message.created") == before.count("session.started") == before.count("contact.created") == 1


async def test_a_message_is_in_its_session_and_found_by_its_words_in_the_transaction_that_records_it(db, place, told):
    heard = [said(place, 1, text="entrega atrasada"), said(place, 2, 1, text=None, content_type=ContentType.VOICE)]
    async with db.tenant(place.tenant_id, origin="flow") as tx:
        await record(tx, heard, T0, Known())
        messages = await tx.rows("select id, session_id, text from crm.messages order by at")
        words = await tx.rows("select i.message_id, i.length from recall.items i")
        shards = await tx.rows("select shard, n from recall.corpus")
    assert words == [{"message_id": messages[0]["id"], "length": 2}]
    assert shards == [{"shard": 1, "n": 1}]
    async with db.tenant(place.tenant_id) as tx:
        rows = await tx.rows("select data from core.outbox where headers::text like '%%message.created%%' order by id")
        assert await remember(tx, [Turn(one["id"]) for one in messages], "any") == 0  # the embed flow finds it done
    (session,) = {str(one["session_id"]) for one in messages}
    assert [orjson.loads(row["data"])["session_id"] for row in rows] == [session, session]
    order = await told(place.tenant_id)
    assert order.index("message.created") < order.index("session.started")


async def test_a_message_that_comes_twice_is_not_counted_twice_by_search(db, place):
    for _ in range(2):
        async with db.tenant(place.tenant_id, origin="flow") as tx:
            await record(tx, [said(place, 1, text="entrega atrasada")], T0, Known())
    async with db.tenant(place.tenant_id) as tx:
        assert await tx.rows("select n, total_length from recall.corpus") == [{"n": 1, "total_length": 2}]
        assert await tx.rows("select tf from recall.postings") == [{"tf": 1}] * 2


async def test_messages_of_one_batch_are_told_of_in_the_order_in_which_they_came(db, place):
    batch = [said(place, number, number) for number in (1, 2, 3, 2, 4)]
    await play(db, batch, now=T0)
    async with db.tenant(place.tenant_id) as tx:
        rows = await tx.rows("select data from core.outbox where topic = 'crm.message' order by xid, id")
    assert [orjson.loads(row["data"])["text"] for row in rows] == [f"text {number}" for number in (1, 2, 3, 4)]


async def test_two_tenants_take_as_many_round_trips_as_one(db, open_place, monkeypatch):
    trips, exchange = [], memory.db.exchange

    async def counted(connection, asked):
        trips.append(len(asked))
        return await exchange(connection, asked)

    monkeypatch.setattr(memory.db, "exchange", counted)
    taken = []
    for number in (1, 2):
        places = [await open_place() for _ in range(number)]
        trips.clear()
        async with db.batch() as batch:
            await batch.in_step([(place.tenant_id, recording([said(place, 1), said(place, 2)])) for place in places])
        taken.append(len(trips))
    assert taken[0] == taken[1] <= 3


def recording(arrivals):
    async def work(tx):
        await record(tx, arrivals)

    return work


async def test_two_names_that_meet_become_one_person_with_one_chat_and_all_sessions(db, place, told):
    await play(db, [said(place, 1, 0, name="Bia"), said(place, 2, 5, who=(BIA_LID,))], batch=1)
    assert len((await tables(db, place.tenant_id))["contacts"]) == 2
    await play(db, [said(place, 3, 10, who=(BIA_LID, BIA))])
    found = await tables(db, place.tenant_id)
    assert (len(found["contacts"]), len(found["chats"]), len(found["sessions"])) == (1, 1, 1)
    assert '"members":["M0001","M0002","M0003"]' in found["sessions"][0]
    assert "5531900000001@c.us" in found["chats"][0]
    assert (await told(place.tenant_id)).count("contact.merged") == 1
    kept = await one(db, place, "select merged_id, identities, message_ids from crm.contact_merges")
    assert [i["scheme"] for i in kept["identities"]] == ["lid"]
    assert len(kept["message_ids"]) == 1


async def test_the_person_with_the_earliest_message_survives_a_merge(db, place):
    await play(db, [said(place, 1, 60, name="New"), said(place, 2, 0, who=(BIA_LID,), name="Old")], batch=1)
    oldest = await one(db, place, "select contact_id from crm.messages where provider_id = 'M0002'")
    await play(db, [said(place, 3, 70, who=(BIA, BIA_LID))])
    left = await one(db, place, "select id, name, phone from crm.contacts where deleted_at is null")
    assert (left["id"], left["name"], left["phone"]) == (oldest["contact_id"], "New", BIA.value)


async def test_the_newest_name_wins_but_never_over_one_given_by_hand(db, place):
    await play(db, [said(place, 2, 10, name="Beatriz"), said(place, 1, 0, name="Bia")], batch=1)
    assert (await one(db, place, "select name from crm.contacts"))["name"] == "Beatriz"
    async with db.tenant(place.tenant_id) as tx:
        await tx.run("update crm.contacts set name = 'Dona Bia', name_by_hand = true where tenant_id = %(tenant)s")
    await play(db, [said(place, 3, 20, name="Bibi")])
    assert (await one(db, place, "select name from crm.contacts"))["name"] == "Dona Bia"


async def test_what_comes_before_its_message_waits_and_is_applied(db, place):
    early = [
        change(place, "ack", 1, 2, from_me=True, status=MessageStatus.READ),
        change(place, "ack", 1, 1, from_me=True, status=MessageStatus.DELIVERED),
        change(place, "edit", 1, 3, from_me=True, text="corrected"),
        change(place, "reaction", 1, 4, text="🙏"),
    ]
    await play(db, [*early, said(place, 1, 0, from_me=True, text="original")], batch=1)
    row = await one(db, place, "select status, text, delivered_at, read_at, edited_at from crm.messages")
    assert (row["status"], row["text"]) == ("read", "corrected")
    assert row["delivered_at"] == T0 + timedelta(minutes=1)
    assert (await one(db, place, "select emoji from crm.message_reactions"))["emoji"] == "🙏"


async def test_of_two_edits_the_later_wins_and_the_history_is_kept(db, place):
    edits = [change(place, "edit", 1, 5, text="second"), change(place, "edit", 1, 3, text="first")]
    await play(db, [said(place, 1), *edits], batch=1)
    assert (await one(db, place, "select text from crm.messages"))["text"] == "second"
    async with db.tenant(place.tenant_id) as tx:
        history = await tx.rows("select text from crm.message_edits order by at")
    assert [row["text"] for row in history] == ["text 1", "first", "second"]


@pytest.mark.parametrize("edit_first", [True, False])
async def test_a_revoked_message_keeps_its_place_and_loses_its_text(db, place, edit_first):
    steps = [change(place, "edit", 1, 5, text="other"), change(place, "revoke", 1, 6)]
    await play(db, [said(place, 1), *(steps if edit_first else steps[::-1])], batch=1)
    row = await one(db, place, "select text, revoked_at, session_id from crm.messages")
    assert (row["text"], row["revoked_at"]) == (None, T0 + timedelta(minutes=6))
    assert row["session_id"] is not None
    async with db.tenant(place.tenant_id) as tx:
        assert await tx.rows("select 1 from crm.message_edits") == []


@pytest.mark.parametrize("kind", ["edit", "revoke"])
async def test_nobody_changes_the_message_of_somebody_else(db, place, kind):
    forged = change(place, kind, 1, 5, actor=(CAIO,), chat="5531900000002@c.us", text="forged")
    by_us = change(place, kind, 1, 6, from_me=True, text="ours", change_id="us")
    await play(db, [said(place, 1), said(place, 2, 1, who=(CAIO,)), forged, by_us])
    row = await one(db, place, "select text, revoked_at from crm.messages where provider_id = 'M0001'")
    assert (row["text"], row["revoked_at"]) == ("text 1", None)


async def test_a_reaction_taken_back_stays_taken_back_whatever_comes_late(db, place):
    back = change(place, "reaction", 1, 9, text="")
    await play(db, [said(place, 1), back, change(place, "reaction", 1, 8, text="👍")], batch=1)
    assert (await one(db, place, "select emoji from crm.message_reactions"))["emoji"] == ""


async def test_a_group_is_one_chat_and_every_member_a_person_of_their_own(db, place):
    group = "120363000000000001@g.us"
    ours = said(place, 3, 2, who=(), from_me=True, chat=group)
    await play(db, [said(place, 1, chat=group), said(place, 2, 1, who=(CAIO,), chat=group), ours])
    found = await tables(db, place.tenant_id)
    assert (len(found["chats"]), len(found["contacts"]), len(found["messages"]), len(found["sessions"])) == (1, 2, 3, 2)


async def test_a_channel_without_groups_keeps_them_raw_with_the_reason(db, open_place):
    place = await open_place(allow_groups=False)
    await play(db, [said(place, 1, chat="120363000000000001@g.us")])
    assert (await one(db, place, "select count(*) as n from crm.messages"))["n"] == 0
    assert "no groups" in (await one(db, place, "select reason from core.kept_raw"))["reason"]


async def test_the_first_receipt_of_each_kind_counts_and_a_failure_has_its_reason(db, place):
    failed = change(place, "ack", 2, 1, from_me=True, status=MessageStatus.FAILED)
    reads = [change(place, "ack", 1, m, from_me=True, status=MessageStatus.READ) for m in (9, 4)]
    await play(db, [said(place, 1, from_me=True), said(place, 2, from_me=True), failed, *reads], batch=1)
    first = await one(db, place, "select delivered_at, read_at from crm.messages where provider_id = 'M0001'")
    assert (first["delivered_at"], first["read_at"]) == (T0 + timedelta(minutes=4),) * 2
    second = await one(db, place, "select status, failure_reason from crm.messages where provider_id = 'M0002'")
    assert second["status"] == "failed"
    assert second["failure_reason"]


async def test_media_keep_their_reference(db, place):
    media = {"url": "http://waha.example/f.oga", "mimetype": "audio/ogg", "filename": None}
    await play(db, [said(place, 1, text=None, content_type=ContentType.VOICE, media=media)])
    assert (await one(db, place, "select media, content_type from crm.messages"))["media"] == media


async def test_the_timeout_in_force_at_recording_stays_with_the_message(db, open_place):
    place = await open_place(minutes=5)
    await play(db, [said(place, 1), said(place, 2, 6)])
    found = await tables(db, place.tenant_id)
    assert len(found["sessions"]) == 2
    assert '"timeout_minutes":5' in found["sessions"][0]


async def test_tenants_of_one_batch_see_nothing_of_each_other(db, open_place):
    here, there = await open_place(), await open_place()
    await play(db, [said(here, 1, name="Bia")])
    await play(db, [replace(said(there, 1, name="Bea"))])
    assert (await one(db, here, "select name from crm.contacts"))["name"] == "Bia"
    assert (await one(db, there, "select name from crm.contacts"))["name"] == "Bea"


async def test_what_came_in_one_batch_is_told_in_its_order(db, place):
    heard = [said(place, number, minute) for number, minute in enumerate((0, 3, 2, 1))]
    async with db.tenant(place.tenant_id, origin="flow") as tx:
        await record(tx, [*heard, heard[0]])  # told twice, it keeps the place where it was told first
    async with db.tenant(place.tenant_id) as tx:
        rows = await tx.rows("select data from core.outbox where data like '%%text %%' order by id")
    assert [orjson.loads(row["data"])["text"] for row in rows] == ["text 0", "text 1", "text 2", "text 3"]
