import asyncio
from uuid import uuid4

import pytest

from contracts.crm.channel import ChannelPatch
from contracts.crm.contact import ContactDraft
from contracts.crm.message import MessageDraft, MessageStatus
from contracts.errors import NotFound
from memory.crm.channel import delete_channel, update_channel
from memory.crm.chat import get_chat, list_chats
from memory.crm.contact import create_contact, delete_contact
from memory.crm.message import KeyReused, NowhereToReply, get_message, list_messages, queue_reply


@pytest.fixture
def reply(db, tenant_id, who):
    """`await reply(contact_id, "Olá", key="1")`: a reply on its way."""

    async def replied(contact_id, text="Olá", *, key="1", by=who, **draft):
        wanted = MessageDraft(contact_id=contact_id, text=text, **draft)
        async with db.tenant(tenant_id) as tx:
            return await queue_reply(tx, by, wanted, key, lambda kind, message_id: f"{kind}:{message_id}")

    return replied


@pytest.fixture
def waiting(db, tenant_id):
    """`await waiting()`: the deliveries, as (message, state)."""

    async def found():
        async with db.tenant(tenant_id) as tx:
            rows = await tx.rows("select message_id, state from crm.deliveries where tenant_id = %(tenant)s")
        return [(row["message_id"], row["state"]) for row in rows]

    return found


async def test_a_reply_goes_where_the_person_wrote_last(connect, hear, reply, waiting, told):
    first, second = await connect("First"), await connect("Second")
    heard = await hear(first, "Oi", minute=0)
    latest = await hear(second, "Oi de novo", minute=9)
    await hear(first, "Atrasada", minute=5)
    sent = await reply(heard.contact_id)
    assert (sent.channel_id, sent.chat_id) == (second.id, latest.chat_id)
    assert (sent.status, sent.from_me, sent.text) == (MessageStatus.QUEUED, True, "Olá")
    assert sent.provider_id == f"waha:{sent.id}"
    assert await waiting() == [(sent.id, "pending")]
    assert (await told())[-1] == ("message.created", 1)


async def test_a_reply_goes_through_the_channel_asked_for(connect, hear, reply):
    first, second = await connect("First"), await connect("Second")
    heard = await hear(first, "Oi", minute=0)
    await hear(second, "Oi de novo", minute=9)
    assert (await reply(heard.contact_id, channel_id=first.id)).chat_id == heard.chat_id
    with pytest.raises(NotFound):
        await reply(heard.contact_id, channel_id=uuid4(), key="2")


async def test_a_reply_never_goes_into_a_group(connect, hear, reply, waiting):
    channel = await connect()
    heard = await hear(channel, "Oi, grupo", group="120363000000000001@g.us")
    with pytest.raises(NowhereToReply):
        await reply(heard.contact_id)
    alone = await hear(channel, "Oi", minute=1)
    await hear(channel, "Oi de novo, grupo", minute=2, group="120363000000000001@g.us")
    assert (await reply(heard.contact_id)).chat_id == alone.chat_id
    assert len(await waiting()) == 1


async def test_who_never_wrote_or_whose_channel_is_gone_cannot_be_answered(db, tenant_id, who, connect, hear, reply):
    channel = await connect()
    heard = await hear(channel, "Oi")
    async with db.tenant(tenant_id) as tx:
        silent = await create_contact(tx, who, ContactDraft(name="Caio"))
        await delete_channel(tx, who, channel.id, channel.version)
    for person in (silent.id, heard.contact_id):
        with pytest.raises(NowhereToReply):
            await reply(person)


async def test_who_was_removed_cannot_be_answered(db, tenant_id, who, connect, hear, reply):
    heard = await hear(await connect(), "Oi")
    async with db.tenant(tenant_id) as tx:
        await delete_contact(tx, who, heard.contact_id, 1)
    with pytest.raises(NotFound):
        await reply(heard.contact_id)


async def test_the_same_key_is_the_same_message_and_another_text_is_refused(connect, hear, reply, waiting, told):
    heard = await hear(await connect(), "Oi")
    sent = await reply(heard.contact_id)
    assert await reply(heard.contact_id) == sent
    with pytest.raises(KeyReused):
        await reply(heard.contact_id, "Outra coisa")
    assert await waiting() == [(sent.id, "pending")]
    assert [kind for kind, _ in await told()].count("message.created") == 1
    assert (await reply(heard.contact_id, key="2")).id != sent.id


async def test_of_two_that_come_at_once_with_one_key_one_is_sent(connect, hear, reply, waiting, told):
    heard = await hear(await connect(), "Oi")
    sent = await asyncio.gather(*(reply(heard.contact_id) for _ in range(4)))
    assert len({one.id for one in sent}) == len(await waiting()) == 1
    assert [kind for kind, _ in await told()].count("message.created") == 1


async def test_the_same_key_still_works_when_the_person_can_no_longer_be_answered(
    db, tenant_id, who, connect, hear, reply
):
    channel = await connect()
    heard = await hear(channel, "Oi")
    sent = await reply(heard.contact_id)
    async with db.tenant(tenant_id) as tx:
        await delete_channel(tx, who, channel.id, channel.version)
    assert await reply(heard.contact_id) == sent


async def test_a_reply_names_the_message_that_it_answers(connect, hear, reply):
    channel = await connect()
    heard = await hear(channel, "Oi")
    elsewhere = await hear(channel, "Olá", phone="+5531900000002")
    assert (await reply(heard.contact_id, reply_to_id=heard.id)).reply_to_id == heard.id
    for wrong in (elsewhere.id, uuid4()):
        with pytest.raises(NotFound):
            await reply(heard.contact_id, reply_to_id=wrong, key=str(wrong))


async def test_a_reply_carries_the_timeout_of_its_channel_else_of_its_project(db, tenant_id, who, connect, hear, reply):
    channel = await connect()
    heard = await hear(channel, "Oi")

    async def timeout(sent):
        async with db.tenant(tenant_id) as tx:
            (row,) = await tx.rows("select timeout_minutes from crm.messages where id = %(id)s", id=sent.id)
        return row["timeout_minutes"]

    assert await timeout(await reply(heard.contact_id)) == 30
    async with db.tenant(tenant_id) as tx:
        await update_channel(tx, who, channel.id, ChannelPatch(session_timeout_minutes=5), channel.version)
    assert await timeout(await reply(heard.contact_id, key="2")) == 5


async def test_messages_are_found_by_everything_they_are_filed_under(db, tenant_id, who, connect, hear, reply):
    channel = await connect()
    first = await hear(channel, "Oi", minute=0)
    second = await hear(channel, "Olá", phone="+5531900000002", minute=10)
    ours = await reply(first.contact_id)

    async def found(**asked):
        async with db.tenant(tenant_id) as tx:
            return [one.id for one in (await list_messages(tx, who, **asked)).items]

    assert await found() == [ours.id, second.id, first.id]
    assert await found(contact_id=second.contact_id) == await found(chat_id=second.chat_id) == [second.id]
    assert await found(from_me=True) == await found(status=MessageStatus.QUEUED) == [ours.id]
    assert await found(channel_id=channel.id, from_me=False) == [second.id, first.id]
    assert await found(after=second.at, before=ours.at) == [second.id]
    assert await found(content_type="image") == await found(session_id=uuid4()) == await found(channel_id=uuid4()) == []


async def test_conversations_are_found_by_person_channel_and_kind(db, tenant_id, who, connect, hear):
    channel = await connect()
    alone = await hear(channel, "Oi")
    group = await hear(channel, "Oi, grupo", group="120363000000000001@g.us")

    async def found(**asked):
        async with db.tenant(tenant_id) as tx:
            return {one.id for one in (await list_chats(tx, who, **asked)).items}

    assert await found() == await found(channel_id=channel.id, status="active") == {alone.chat_id, group.chat_id}
    assert await found(contact_id=alone.contact_id) == await found(type="individual") == {alone.chat_id}
    assert await found(type="group") == {group.chat_id}
    assert await found(status="archived") == set()
    async with db.tenant(tenant_id) as tx:
        assert (await get_chat(tx, who, alone.chat_id)).contact_id == alone.contact_id


async def test_what_is_in_another_project_is_not_there(db, tenant_id, who, connect, hear, reply):
    heard = await hear(await connect(), "Oi")
    sent = await reply(heard.contact_id)
    bound = who.model_copy(update={"project_id": uuid4()})
    async with db.tenant(tenant_id) as tx:
        assert (await list_messages(tx, bound)).items == (await list_chats(tx, bound)).items == []
        for hidden in (get_message(tx, bound, sent.id), get_chat(tx, bound, sent.chat_id)):
            with pytest.raises(NotFound):
                await hidden
    with pytest.raises(NotFound):
        await reply(heard.contact_id, key="2", by=bound)
    with pytest.raises(KeyReused):
        await reply(heard.contact_id, by=bound)
