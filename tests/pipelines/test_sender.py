"""Replies through a server that speaks WAHA: sent once, tried again when that helps, looked up when nobody knows."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from inspect import signature
from uuid import uuid4

import pytest

from connectors import CONNECTORS, connectors
from connectors.waha import sandbox
from connectors.waha.connector import Waha
from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import MessageDraft, ObservedMessage
from memory.crm.channel import connect_channel
from memory.crm.delivery import LEASE
from memory.crm.message import queue_reply
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.sealed import Sealer
from pipelines.sender import Sender

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Clock:
    def __init__(self):
        self.now = NOON

    def __call__(self):
        return self.now


@pytest.fixture(scope="module")
def waha():
    with sandbox.serve() as served:
        yield served


@pytest.fixture
async def shop(db, tenant_id, project_id, waha):
    """A shop whose channel is the sandbox, with one customer; `reply(text)` queues, `sweep()` sends."""

    class Shop:
        sealer = Sealer({"k1": secrets.token_bytes(32)})
        clock = Clock()
        who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)

        async def open(self):
            config = {"base_url": waha.base_url, "api_key": waha.api_key}
            draft = ChannelDraft(name="Balcão", type="waha", project_id=project_id, config=config)
            async with db.tenant(tenant_id) as tx:
                self.channel = (
                    await connect_channel(tx, self.who, draft, self.sealer, "https://crm.example.com")
                ).channel
            await self.hear("M0", "Oi", from_me=False)
            row = await self.row("select contact_id, chat_id from crm.messages")
            self.contact, self.chat = row["contact_id"], row["chat_id"]

        async def hear(self, provider_id, text, *, from_me=True, from_api=False):
            seen = ObservedMessage(
                provider_id=provider_id, at=NOON, from_me=from_me, from_api=from_api, chat="5531900000001@c.us",
                chat_type=ChatType.INDIVIDUAL, who=[Identity("phone", "+5531900000001")], text=text,
                status="sent" if from_me else "delivered",
            )  # fmt: skip
            raw = Raw(tenant_id, project_id, self.channel.id, "waha", uuid4().bytes, NOON)
            async with db.tenant(tenant_id, origin="flow") as tx:
                await record(tx, [Arrival(raw, seen)])

        async def reply(self, text, key=None):
            draft = MessageDraft(contact_id=self.contact, text=text)
            new_id = lambda kind, message: CONNECTORS[kind].new_provider_id(message)  # noqa: E731
            async with db.tenant(tenant_id) as tx:
                return await queue_reply(tx, self.who, draft, key or uuid4().hex, new_id, self.clock)

        async def sweep(self, later=timedelta(0)):
            self.clock.now += later
            await self.sender().sweep({tenant_id})

        def sender(self, paused=lambda: False):
            allow = [waha.base_url.removeprefix("http://")]
            known = connectors(allow) | {"waha": Waha(allow, timeout=0.5)}
            return Sender(db, known, self.sealer, self.clock, paused=paused)

        async def row(self, query, **args):
            async with db.tenant(tenant_id) as tx:
                (row,) = await tx.rows(query, **args)
            return row

        async def state(self, message):
            return await self.row(
                "select m.status, m.failure_reason, m.provider_id, d.state, d.attempts, d.last_error from crm.messages m"
                " join crm.deliveries d on d.message_id = m.id where m.id = %(id)s",
                id=message.id,
            )

    opened = Shop()
    opened.clock = Clock()
    await opened.open()
    return opened


async def test_a_reply_is_sent_under_the_id_that_we_chose(shop, waha):
    message = await shop.reply("Sim, temos!")
    await shop.sweep()
    state = await shop.state(message)
    assert (state["status"], state["state"], state["provider_id"]) == ("sent", "done", message.provider_id)
    assert waha.sent[message.provider_id]["body"] == "Sim, temos!"


async def test_a_clock_that_was_ten_minutes_ahead_and_is_set_right_puts_no_reply_off(shop):
    shop.clock.now += timedelta(minutes=10)
    message = await shop.reply("Já vai")
    await shop.sweep(-timedelta(minutes=10))
    assert (await shop.state(message))["state"] == "done"


async def test_the_echo_of_a_reply_is_the_reply_and_not_another_message(shop):
    message = await shop.reply("Eco")
    await shop.hear(message.provider_id, "Eco", from_api=True)
    await shop.sweep()
    assert (await shop.row("select count(*) as n from crm.messages where text = 'Eco'"))["n"] == 1
    assert (await shop.state(message))["state"] == "done"


async def test_an_echo_under_an_id_of_the_providers_own_is_matched_by_chat_and_text(shop):
    message = await shop.reply("fail:silent outro id")
    await shop.sweep()
    await shop.hear("PROVIDERS-OWN-ID", "fail:silent outro id", from_api=True)
    state = await shop.state(message)
    assert (state["status"], state["state"], state["provider_id"]) == ("sent", "done", "PROVIDERS-OWN-ID")
    assert (await shop.row("select count(*) as n from crm.messages where from_me"))["n"] == 1


@pytest.mark.parametrize("text", ["fail:404", "fail:422"])
async def test_a_permanent_refusal_fails_at_once_with_the_providers_words(shop, text):
    message = await shop.reply(text)
    await shop.sweep()
    state = await shop.state(message)
    assert (state["status"], state["state"], state["attempts"]) == ("failed", "failed", 1)
    assert state["failure_reason"]


@pytest.mark.parametrize("text", ["fail:429", "fail:500", "fail:503", "fail:starting"])
async def test_what_may_pass_is_tried_again_later_and_given_up_after_eight_times(shop, text):
    message = await shop.reply(text)
    await shop.sweep()
    assert ((await shop.state(message))["state"], (await shop.state(message))["status"]) == ("pending", "queued")
    await shop.sweep()
    assert (await shop.state(message))["attempts"] == 1, "not before its time"
    for _ in range(8):
        await shop.sweep(later=timedelta(minutes=6))
    state = await shop.state(message)
    assert (state["status"], state["attempts"]) == ("failed", 8)


async def test_an_unknown_outcome_that_was_taken_is_found_and_not_sent_twice(shop, waha):
    message = await shop.reply("fail:silent")
    await shop.sweep()
    assert (await shop.state(message))["state"] == "unknown"
    taken = len(waha.sent)
    await shop.sweep(later=timedelta(minutes=2))
    assert ((await shop.state(message))["state"], (await shop.state(message))["status"]) == ("done", "sent")
    assert len(waha.sent) == taken


async def test_an_unknown_outcome_that_never_arrived_is_sent_again(shop, waha):
    message = await shop.reply("fail:lost")
    await shop.sweep()
    assert (await shop.state(message))["state"] == "unknown"
    await shop.sweep(later=timedelta(minutes=2))
    state = await shop.state(message)
    assert (state["state"], state["last_error"]) == ("pending", "the provider never got it")


async def test_a_call_cut_off_in_the_middle_counts_as_unknown_after_its_lease(shop, db, tenant_id):
    message = await shop.reply("Olá")
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "update crm.deliveries set state = 'sending', attempts = 1, due_at = %(at)s",
            at=NOON + timedelta(seconds=60),
        )
    await shop.sweep()
    assert (await shop.state(message))["state"] == "sending"
    await shop.sweep(later=timedelta(minutes=2))
    assert (await shop.state(message))["last_error"] == "the provider never got it"


async def test_replies_of_one_chat_keep_their_order(shop, waha):
    first, second = await shop.reply("fail:429"), await shop.reply("segundo")
    await shop.sweep()
    assert ((await shop.state(first))["state"], (await shop.state(second))["attempts"]) == ("pending", 0)


async def test_a_removed_channel_fails_its_replies(shop, db, tenant_id):
    message = await shop.reply("Tarde demais")
    async with db.tenant(tenant_id) as tx:
        await tx.run("update crm.channels set deleted_at = now()")
    await shop.sweep()
    assert "removed" in (await shop.state(message))["failure_reason"]


async def test_the_same_key_sends_once(shop, waha):
    one, other = await shop.reply("Uma vez", key="k"), await shop.reply("Uma vez", key="k")
    await shop.sweep()
    assert one.id == other.id
    assert [m["body"] for m in waha.sent.values()].count("Uma vez") == 1


async def test_while_sending_is_paused_nothing_is_sent_and_nothing_is_lost(db, shop, waha, tenant_id):
    message = await shop.reply("Já vai")
    looked = asyncio.Event()

    def paused():
        looked.set()
        return True

    sender = shop.sender(paused)
    sender.wake(tenant_id)
    sending = asyncio.create_task(sender.run())
    async with asyncio.timeout(5):
        await looked.wait()
    sending.cancel()
    await sender.sweep({tenant_id})
    assert (await shop.state(message))["state"] == "pending"
    assert message.provider_id not in waha.sent
    await shop.sweep()
    assert message.provider_id in waha.sent


async def test_a_sweep_that_is_on_its_way_stops_when_sending_is_paused(db, shop, waha, tenant_id):
    """There may be thousands to send: whoever pauses must not wait for the last of them."""
    messages = [await shop.reply(f"Aviso {n}") for n in range(3)]
    claims = iter([False, True])  # a chat has one at a time: the second is not begun
    await shop.sender(lambda: next(claims, True)).sweep({tenant_id})
    assert sum(message.provider_id in waha.sent for message in messages) == 1
    await shop.sweep()
    assert all(message.provider_id in waha.sent for message in messages)


async def test_a_reply_that_is_being_sent_has_its_result_before_the_sender_ends_and_no_other_is_begun(
    shop, waha, tenant_id
):
    messages = [await shop.reply(f"Até logo {n}") for n in range(3)]
    sender = shop.sender()
    call, calling = sender._call, asyncio.Event()

    async def seen(*args):
        calling.set()
        sender.end()
        await call(*args)

    sender._call = seen
    sender.wake(tenant_id)
    async with asyncio.timeout(10):
        await sender.run()
    assert calling.is_set()
    assert [(await shop.state(message))["state"] for message in messages] == ["done", "pending", "pending"]
    assert [message.provider_id in waha.sent for message in messages] == [True, False, False]


async def test_a_sender_with_nothing_to_do_ends_at_once(shop):
    sender = shop.sender()
    sending = asyncio.create_task(sender.run())
    await asyncio.sleep(0)
    sender.end()
    async with asyncio.timeout(5):
        await sending


def test_a_call_is_cut_off_long_before_its_lease_is_over():
    """Also one that is tried once more because it broke off, as a look-up may be."""
    for kind in {type(one) for one in connectors().values()}:
        allowed = signature(kind).parameters["timeout"].default
        assert timedelta(seconds=2 * allowed) <= LEASE
