from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.crm.session import EndReason, SessionStatus
from contracts.errors import NotFound
from memory.crm.session import AlreadyEnded, close_session, get_session, list_sessions
from memory.crm.sessionize import sessionize

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def minutes(number):
    return NOON + timedelta(minutes=number)


@pytest.fixture
def settle(db, tenant_id):
    """`await settle(message, at=5)`: let the sessions flow place a message, that many minutes after noon."""

    async def settled(*messages, at=0):
        async with db.tenant(tenant_id, origin="flow") as tx:
            await sessionize(tx, [one.id for one in messages], [], minutes(at))

    return settled


@pytest.fixture
async def talk(db, tenant_id, who, connect, hear, settle):
    """A channel and the one session on it, of a message at noon."""
    channel = await connect()
    await settle(await hear(channel, "Oi"))
    async with db.tenant(tenant_id) as tx:
        (session,) = (await list_sessions(tx, who)).items
    return channel, session


async def test_a_session_is_closed_by_hand_and_says_so(db, tenant_id, who, talk, told):
    _, session = talk
    async with db.tenant(tenant_id) as tx:
        closed = await close_session(tx, who, session.id, lambda: minutes(5))
        assert await get_session(tx, who, session.id) == closed
    assert (closed.status, closed.end_reason) == (SessionStatus.MANUALLY_CLOSED, EndReason.MANUAL_CLOSE)
    assert closed.version == session.version + 1
    assert (await told())[-1] == ("session.ended", closed.version)


async def test_what_ended_cannot_be_closed(db, tenant_id, who, talk, told):
    async with db.tenant(tenant_id) as tx:
        await close_session(tx, who, talk[1].id, lambda: minutes(5))
        with pytest.raises(AlreadyEnded):
            await close_session(tx, who, talk[1].id, lambda: minutes(6))
    assert [kind for kind, _ in await told()].count("session.ended") == 1


async def test_what_is_said_after_a_close_begins_a_new_session(db, tenant_id, who, talk, hear, settle):
    channel, session = talk
    async with db.tenant(tenant_id) as tx:
        await close_session(tx, who, session.id, lambda: minutes(5))
    await settle(await hear(channel, "Mais uma coisa", minute=6), at=6)
    async with db.tenant(tenant_id) as tx:
        newest, oldest = (await list_sessions(tx, who)).items
    assert (oldest.id, oldest.status, oldest.message_count) == (session.id, SessionStatus.MANUALLY_CLOSED, 1)
    assert (newest.status, newest.message_count) == (SessionStatus.ACTIVE, 1)


@pytest.mark.parametrize("closed_at", [-60, 5, 29, 30, 600])
async def test_the_flow_leaves_a_close_as_it_is_whatever_the_clock_said(
    db, tenant_id, who, talk, hear, settle, closed_at
):
    """The provider's clock may be ahead of ours, and a month may be played in a minute."""
    channel, session = talk
    async with db.tenant(tenant_id) as tx:
        closed = await close_session(tx, who, session.id, lambda: minutes(closed_at))
    await settle(await hear(channel, "Novo assunto", minute=700), at=700)
    async with db.tenant(tenant_id) as tx:
        assert await get_session(tx, who, session.id) == closed


async def test_sessions_are_found_by_person_state_channel_and_start(db, tenant_id, who, talk, hear, settle):
    channel, first = talk
    other = await hear(channel, "Olá", phone="+5531900000002", minute=10)
    await settle(other, at=10)

    async def found(**asked):
        async with db.tenant(tenant_id) as tx:
            return [one.contact_id for one in (await list_sessions(tx, who, **asked)).items]

    both = [other.contact_id, first.contact_id]
    assert await found() == await found(status="active") == await found(channel_type="waha") == both
    assert await found(contact_id=first.contact_id) == [first.contact_id]
    assert await found(started_after=minutes(1)) == [other.contact_id]
    assert await found(started_before=minutes(10)) == [first.contact_id]
    assert await found(started_after=NOON, started_before=NOON) == []
    async with db.tenant(tenant_id) as tx:
        await close_session(tx, who, first.id, lambda: minutes(5))
    assert await found(status="closed") == [first.contact_id]
    assert await found(status="active") == [other.contact_id]


async def test_a_session_of_another_project_is_not_there(db, tenant_id, who, talk):
    bound = who.model_copy(update={"project_id": uuid4()})
    async with db.tenant(tenant_id) as tx:
        assert (await list_sessions(tx, bound)).items == []
        for hidden in (get_session(tx, bound, talk[1].id), close_session(tx, bound, talk[1].id)):
            with pytest.raises(NotFound):
                await hidden
