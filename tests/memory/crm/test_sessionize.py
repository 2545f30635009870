"""The tables follow the pure rule, whatever order, batches, timeouts and closes there were."""

import random
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from contracts.crm.session import Link, chains
from memory.core.tenant import create_tenant
from memory.crm.sessionize import end_silent_sessions, sessionize
from memory.db import Database

T0 = datetime(2026, 5, 1, 9, tzinfo=UTC)
LATER = T0 + timedelta(days=30)
READ = """
select seq_tup_read + idx_tup_fetch as read from pg_stat_xact_user_tables
where schemaname = 'crm' and relname = 'messages'"""
"""Messages that the present transaction has read."""


@pytest.fixture
async def person(db, settings):
    """A tenant with one person, one channel, one chat."""
    tenant = await create_tenant(settings, f"T {uuid4().hex[:8]}")
    ids = {"p": uuid4(), "c": uuid4(), "k": uuid4(), "h": uuid4()}
    async with db.tenant(tenant) as tx:
        await tx.run("insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(p)s, 'P')", **ids)
        await tx.run(
            "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
            " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', 'd', '', '')",
            **ids,
        )
        await tx.run(
            "insert into crm.contacts (tenant_id, id, project_id, name) values (%(tenant)s, %(k)s, %(p)s, 'K')", **ids
        )
        await tx.run(
            "insert into crm.chats (tenant_id, id, project_id, channel_id, type, external_id, contact_id)"
            " values (%(tenant)s, %(h)s, %(p)s, %(c)s, 'individual', 'x', %(k)s)",
            **ids,
        )
    return tenant, ids


async def say(tx, ids, links, *, from_me=False, created_at=T0):
    for link in links:
        await tx.run(
            "insert into crm.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, provider_id,"
            " from_me, content_type, text, status, source, timeout_minutes, at, created_at)"
            " values (%(tenant)s, %(id)s, %(p)s, %(c)s, 'waha', %(h)s, %(k)s, %(name)s, %(from_me)s, 'text', 't',"
            " 'delivered', 'webhook', %(timeout)s, %(at)s, %(created)s)",
            id=link.message,
            name=str(link.message),
            timeout=link.timeout.total_seconds() / 60,
            at=link.at,
            from_me=from_me,
            created=created_at,
            **ids,
        )


def conversation(rng: random.Random, count: int) -> list[Link]:
    return [
        Link(
            UUID(int=rng.getrandbits(128)),
            T0 + timedelta(minutes=rng.randrange(400)),
            timedelta(minutes=rng.choice([2, 15, 30])),
        )
        for _ in range(count)
    ]


async def members(tx):
    rows = await tx.rows(
        "select session_id, array_agg(id order by at, id) as members from crm.messages where session_id is not null group by 1"
    )
    return sorted(row["members"] for row in rows)


@pytest.mark.parametrize("seed", range(12))
async def test_sessions_are_the_chains_of_the_pure_rule_in_any_order(db, person, seed):
    tenant, ids = person
    rng = random.Random(seed)
    links = conversation(rng, rng.randrange(5, 40))
    cuts = [T0 + timedelta(minutes=rng.randrange(400)) for _ in range(rng.randrange(3))]
    async with db.tenant(tenant) as tx:
        for cut in set(cuts):
            await tx.run(
                "insert into crm.session_cuts values (%(tenant)s, %(k)s, 'waha', %(cut)s)", k=ids["k"], cut=cut
            )
    rng.shuffle(links)
    while links:
        size = rng.choice([1, 1, 2, 5, 40])
        part, links = links[:size], links[size:]
        async with db.tenant(tenant) as tx:
            await say(tx, ids, part)
            await sessionize(tx, [link.message for link in part], [], LATER)
    async with db.tenant(tenant) as tx:
        rows = await tx.rows("select id, at, timeout_minutes from crm.messages")
        said = [Link(row["id"], row["at"], timedelta(minutes=row["timeout_minutes"])) for row in rows]
        assert await members(tx) == sorted([link.message for link in chain] for chain in chains(said, cuts))
        counted = await tx.rows(
            "select s.id from crm.sessions s where s.message_count <> (select count(*) from crm.messages m where"
            " m.session_id = s.id) or s.started_at <> (select min(at) from crm.messages m where m.session_id = s.id)"
            " or s.last_activity_at <> (select max(at) from crm.messages m where m.session_id = s.id) or s.status = 'active'"
        )
        assert counted == []


async def test_repeating_a_batch_changes_nothing_and_tells_nothing(db, person):
    tenant, ids = person
    links = conversation(random.Random(1), 20)
    for _ in range(2):
        async with db.tenant(tenant) as tx:
            if await tx.rows("select 1 from crm.messages") == []:
                await say(tx, ids, links)
            await sessionize(tx, [link.message for link in links], [], LATER)
    async with db.tenant(tenant) as tx:
        told = await tx.rows("select headers from core.outbox where topic = 'crm.session'")
    kinds = [dict(row["headers"])["ce_type"] for row in told]
    assert kinds.count("session.message_recorded") == 20


async def test_settling_a_message_does_not_read_all_that_the_person_ever_said(db, settings, person):
    tenant, ids = person
    minutes = timedelta(minutes=30)
    old = [Link(UUID(int=n), T0 + timedelta(hours=n), minutes) for n in range(200)]
    new = Link(UUID(int=1000), T0 + timedelta(hours=300), minutes)
    async with db.tenant(tenant) as tx:
        await say(tx, ids, old)
        await sessionize(tx, [link.message for link in old], [], LATER)
    async with await psycopg.AsyncConnection.connect(settings.dsn("admin"), autocommit=True) as admin:
        await admin.execute("analyze")  # as autovacuum does by and by
    async with Database(settings.dsn("app"), size=1, generic_plans=True) as flows, flows.tenant(tenant) as tx:
        await say(tx, ids, [new])
        (before,) = await tx.rows(READ)
        await sessionize(tx, [new.message], [], LATER)
        (after,) = await tx.rows(READ)
    assert 0 < after["read"] - before["read"] < 40


async def test_a_month_played_in_a_minute_gives_the_sessions_of_a_month(db, person):
    tenant, ids = person
    links = [
        Link(UUID(int=day * 10 + i), T0 + timedelta(days=day, minutes=i), timedelta(minutes=30))
        for day in range(30)
        for i in range(3)
    ]
    now = T0 + timedelta(days=31)
    async with db.tenant(tenant) as tx:
        await say(tx, ids, links, created_at=now)
        await sessionize(tx, [link.message for link in links], [], now)
        rows = await tx.rows(
            "select status, ended_at, last_activity_at, message_count from crm.sessions order by started_at"
        )
        assert [row["message_count"] for row in rows] == [3] * 30
        assert [row["status"] for row in rows] == ["ended"] * 29 + ["active"]
        assert all(row["ended_at"] == row["last_activity_at"] + timedelta(minutes=30) for row in rows[:-1])


async def test_silence_ends_a_session_at_its_last_message_plus_the_timeout(db, person):
    tenant, ids = person
    message = Link(uuid4(), T0, timedelta(minutes=30))
    async with db.tenant(tenant) as tx:
        await say(tx, ids, [message])
        await sessionize(tx, [message.message], [], T0)
        assert await end_silent_sessions(tx, T0 + timedelta(minutes=29)) == 0
        assert await end_silent_sessions(tx, T0 + timedelta(hours=5)) == 1
        (row,) = await tx.rows("select status, end_reason, ended_at from crm.sessions")
        assert (row["status"], row["end_reason"], row["ended_at"]) == (
            "ended",
            "inactivity_timeout",
            T0 + timedelta(minutes=30),
        )
        assert await end_silent_sessions(tx, T0 + timedelta(hours=6)) == 0


async def test_a_late_message_reopens_the_last_session_and_says_so(db, person):
    tenant, ids = person
    first, late = (
        Link(uuid4(), T0, timedelta(minutes=30)),
        Link(uuid4(), T0 + timedelta(minutes=20), timedelta(minutes=30)),
    )
    async with db.tenant(tenant) as tx:
        await say(tx, ids, [first])
        await sessionize(tx, [first.message], [], T0)
        await end_silent_sessions(tx, T0 + timedelta(minutes=31))
        await say(tx, ids, [late])
        await sessionize(tx, [late.message], [], T0 + timedelta(minutes=32))
        await tx.flush()
        (row,) = await tx.rows("select status, end_reason, ended_at, message_count from crm.sessions")
        assert (row["status"], row["end_reason"], row["ended_at"], row["message_count"]) == ("active", None, None, 2)
        told = [dict(r["headers"])["ce_type"] for r in await tx.rows("select headers from core.outbox order by id")]
    assert [kind for kind in told if kind != "session.message_recorded"] == [
        "session.started", "session.ended", "session.reopened"
    ]  # fmt: skip


async def test_response_times_are_counted_from_the_first_word_of_the_customer(db, person):
    tenant, ids = person
    theirs = [Link(uuid4(), T0 + timedelta(minutes=m), timedelta(minutes=30)) for m in (1, 2)]
    ours = [Link(uuid4(), T0 + timedelta(minutes=m), timedelta(minutes=30)) for m in (0, 5)]
    async with db.tenant(tenant) as tx:
        await say(tx, ids, theirs)
        await say(tx, ids, ours, from_me=True)
        await sessionize(tx, [link.message for link in theirs + ours], [], T0)
        (row,) = await tx.rows(
            "select agent_response_time_seconds, messages_from_agent, duration_seconds from crm.sessions"
        )
    assert (row["agent_response_time_seconds"], row["messages_from_agent"], row["duration_seconds"]) == (240, 2, 300)
