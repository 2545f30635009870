"""Webhooks of the demo's shop straight through the inbound and session rules: no broker, real Postgres."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

import orjson
import pytest

from contracts.connector import Raw
from contracts.settings import Settings
from memory.core.tenant import create_tenant
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.crm.sessionize import sessionize
from memory.db import Database, Tx

NOW = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Place:
    """A tenant with one channel."""

    tenant_id: UUID
    project_id: UUID
    channel_id: UUID

    def raw(self, body: bytes) -> Raw:
        """A webhook of this channel."""
        return Raw(self.tenant_id, self.project_id, self.channel_id, "waha", body, NOW)


Open = Callable[..., Awaitable[Place]]


@pytest.fixture
def open_place(db: Database, settings: Settings) -> Open:
    """Makes a tenant with a channel."""

    async def make(*, minutes: int | None = None, allow_groups: bool = True) -> Place:
        tenant = await create_tenant(settings, f"Shop {uuid4().hex[:8]}")
        place = Place(tenant, uuid4(), uuid4())
        async with db.tenant(tenant) as tx:
            await tx.run(
                "insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(p)s, 'P')", p=place.project_id
            )
            await tx.run(
                "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, session_timeout_minutes,"
                " allow_groups, config_sealed, secret_sealed)"
                " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', 'default', %(timeout)s, %(groups)s, '', '')",
                c=place.channel_id,
                p=place.project_id,
                timeout=minutes,
                groups=allow_groups,
            )
        return place

    return make


@pytest.fixture
async def place(open_place: Open) -> Place:
    """A tenant with a channel."""
    return await open_place()


async def settle(tx: Tx, now: datetime = NOW) -> None:
    """What the sessions flow does with the events that were just written."""
    told = await tx.rows(
        "select headers, data from core.outbox where topic in ('crm.message', 'crm.contact') order by id"
    )
    heads = [dict(row["headers"]) for row in told]
    new = [UUID(h["ce_subject"]) for h in heads if h["ce_type"] == "message.created"]
    merged = [UUID(h["ce_subject"]) for h in heads if h["ce_type"] == "contact.merged"]
    await sessionize(tx, new, merged, now)


async def play(
    db: Database, arrivals: Sequence[Arrival], batch: int = 50, now: datetime = NOW, *, at_once: bool = True
) -> None:
    """Record arrivals of one tenant batch by batch, in their sessions at once or settled in between."""
    for start in range(0, len(arrivals), batch):
        part = arrivals[start : start + batch]
        async with db.tenant(part[0].raw.tenant_id, origin="flow") as tx:
            if at_once:
                await record(tx, part, now)
            else:
                await record(tx, part)
                await tx.flush()
                await settle(tx, now)


async def tables(db: Database, tenant_id: UUID) -> dict[str, list[str]]:
    """What stands in the tables, without ids that follow the order of the log and without wall-clock times."""
    dumps = {
        "messages": """
          select m.provider_id, m.from_me, m.content_type, m.text, m.media, m.status, m.language, m.reply_to, m.at,
            m.edited_at, m.revoked_at, m.delivered_at, m.read_at, m.failure_reason, c.external_id as chat,
            (select min(scheme || value) from crm.identities i where i.contact_id = m.contact_id) as who
          from crm.messages m join crm.chats c on c.id = m.chat_id order by m.provider_id""",
        "contacts": """
          select c.name, c.phone, c.language, c.first_interaction_at, c.last_interaction_at,
            (select array_agg(scheme || ':' || value order by scheme || ':' || value) from crm.identities i where i.contact_id = c.id) as names
          from crm.contacts c where c.deleted_at is null order by names""",
        "chats": """
          select external_id, type, status, subject, participants, last_message_at, id from crm.chats order by external_id""",
        "sessions": """
          select s.started_at, s.last_activity_at, s.timeout_minutes, s.message_count, s.messages_from_contact,
            s.duration_seconds, s.first_agent_response_at, s.agent_response_time_seconds, s.status, s.ended_at, s.end_reason,
            (select array_agg(m.provider_id order by m.provider_id) from crm.messages m where m.session_id = s.id) as members
          from crm.sessions s order by members""",
        "reactions": """
          select m.provider_id, r.actor, r.emoji, r.at from crm.message_reactions r
          join crm.messages m on m.id = r.message_id order by 1, 2""",
        "edits": """
          select m.provider_id, e.at, e.text from crm.message_edits e join crm.messages m on m.id = e.message_id
          order by 1, 2""",
        "pending": "select provider_id, kind, change_id from crm.message_pending order by 1, 2, 3",
        "channels": "select status, last_error from crm.channels",
        "labels": "select label_id, name, deleted, at from crm.labels order by 1",
    }
    found = {}
    async with db.tenant(tenant_id) as tx:
        for name, query in dumps.items():
            found[name] = [orjson.dumps(row, default=str).decode() for row in await tx.rows(query)]
    return found


@pytest.fixture
def told(db: Database) -> Callable[[UUID], Awaitable[list[str]]]:
    """The types of the events in a tenant's outbox, in order."""

    async def types(tenant_id: UUID) -> list[str]:
        async with db.tenant(tenant_id) as tx:
            return [
                dict(row["headers"])["ce_type"] for row in await tx.rows("select headers from core.outbox order by id")
            ]

    return types
