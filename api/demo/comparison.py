"""Two databases that took the same webhooks, message by message: what the one lost, doubled, or has otherwise."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from api.demo.stage import Stage
from contracts.settings import Settings
from memory.crm.recording import facts
from memory.db import Database, Tx
from pipelines.demo import Expected

Facts = dict[str, Any]
"""What is compared of one message."""

GROUPED = ("session_id", "contact_id", "chat_id")
"""Compared by who is in them: the ids of sessions and people depend on what came first, and may."""

_MESSAGES = f"""
select m.id, m.session_id, m.contact_id, m.chat_id, {facts.of("m", facts.MESSAGE)},
  {facts.of("s", facts.SESSION, "session_")},
  {facts.of("c", facts.CONTACT, "contact_")}, {facts.of("h", facts.CHAT, "chat_")},
  (select jsonb_object_agg(r.actor, r.emoji) from crm.message_reactions r
    where r.tenant_id = m.tenant_id and r.message_id = m.id) as reactions,
  (select jsonb_object_agg(e.change_id, e.text) from crm.message_edits e
    where e.tenant_id = m.tenant_id and e.message_id = m.id) as edits
from crm.messages m
join crm.chats h on h.tenant_id = m.tenant_id and h.id = m.chat_id
left join crm.sessions s on s.tenant_id = m.tenant_id and s.id = m.session_id
left join crm.contacts c on c.tenant_id = m.tenant_id and c.id = m.contact_id
where m.tenant_id = %(tenant)s"""  # noqa: S608

_CREATED = """
select sum(told - 1)::integer as again from (
  select count(*) as told from core.outbox o
  where o.tenant_id = %(tenant)s and o.topic = 'crm.message'
    and o.headers::jsonb @> '[["ce_type", "message.created"]]'
  group by o.data::jsonb ->> 'message_id') as messages"""

_COUNTED = """
select
  (select count(*) from crm.messages where tenant_id = %(tenant)s) as messages,
  (select count(*) from crm.contacts where tenant_id = %(tenant)s and deleted_at is null) as contacts,
  (select count(*) from crm.sessions where tenant_id = %(tenant)s) as sessions,
  (select count(*) from crm.messages where tenant_id = %(tenant)s and not from_me) as inbound,
  (select count(*) from crm.messages where tenant_id = %(tenant)s and from_me) as outbound,
  (select count(*) from crm.messages where tenant_id = %(tenant)s and revoked_at is not null) as revoked"""

_DEAD = "select count(*) as dead from core.dead_letters where tenant_id = %(tenant)s"


@dataclass(frozen=True)
class Comparison:
    """How many messages are missing, there more than once (as a row or an event), or not as they should be.

    `miscounted` are counters that differ from those drawn from the webhooks by hand; `dead_letters` are rows.
    """

    messages: int
    lost: int
    doubled: int
    out_of_order: int
    miscounted: int
    dead_letters: int

    @property
    def flawless(self) -> bool:
        """Whether there is nothing to complain of."""
        return not (self.lost or self.doubled or self.out_of_order or self.miscounted or self.dead_letters)


async def compare(
    disturbed: Settings, undisturbed: Settings, stages: Sequence[Stage], counted: dict[str, Expected]
) -> Comparison:
    """Compare what the stages' tenants have in both databases, and with what was counted by hand."""
    found = Comparison(0, 0, 0, 0, 0, 0)
    async with Database(disturbed.dsn("app"), size=1) as db, Database(undisturbed.dsn("app"), size=1) as reference:
        for stage in stages:
            async with db.tenant(stage.tenant_id) as one, reference.tenant(stage.tenant_id) as other:
                found = _sum(found, await _compare(one, other, counted[stage.shop.key]))
    return found


async def _compare(tx: Tx, reference: Tx, counted: Expected) -> Comparison:
    has, should_have = await _facts(tx), await _facts(reference)
    both = has.keys() & should_have.keys()
    (again,), (dead,), counts = await tx.rows(_CREATED), await tx.rows(_DEAD), await count(tx)
    return Comparison(
        messages=len(has),
        lost=len(should_have.keys() - has.keys()),
        doubled=len(has.keys() - should_have.keys()) + (again["again"] or 0),
        out_of_order=sum(has[message] != should_have[message] for message in both),
        miscounted=sum(getattr(counted, name) != found for name, found in counts.items()),
        dead_letters=dead["dead"],
    )


async def count(tx: Tx) -> dict[str, int]:
    """What a tenant has, by the names of what is counted by hand (`Expected`)."""
    return (await tx.rows(_COUNTED))[0]


async def _facts(tx: Tx) -> dict[UUID, Facts]:
    """What is to be compared of every message of a tenant."""
    rows = {row.pop("id"): row for row in await tx.rows(_MESSAGES)}
    for name in GROUPED:
        members: dict[UUID | None, list[UUID]] = defaultdict(list)
        for message in sorted(rows):
            members[rows[message][name]].append(message)
        fingerprints = {group: hash(tuple(inside)) for group, inside in members.items()}
        for row in rows.values():
            row[name] = fingerprints[row[name]] if row[name] else None
    return rows


def _sum(one: Comparison, other: Comparison) -> Comparison:
    return Comparison(*(a + b for a, b in zip(_numbers(one), _numbers(other), strict=True)))


def _numbers(comparison: Comparison) -> Iterable[int]:
    return vars(comparison).values()
