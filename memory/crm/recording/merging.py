"""Two names that turn out to be one person: their records become one, and what moved is written down."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID

from contracts.crm.contact import ContactMerged, Identity
from memory.db import Tx

Name = tuple[UUID, Identity]
"""An identity inside a project."""

_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(eq=False)
class Knot:
    """Names tied together by a batch: one person, with the contacts that these names led to so far."""

    names: set[Name] = field(default_factory=set)
    contacts: set[tuple[UUID, datetime | None]] = field(default_factory=set)
    messages: list[int] = field(default_factory=list)

    @classmethod
    def tie(cls, knots: Iterable[Self]) -> Self:
        """One knot of several (or a new one)."""
        tied = cls()
        for knot in {id(knot): knot for knot in knots}.values():
            tied.names |= knot.names
            tied.contacts |= knot.contacts
            tied.messages += knot.messages
        tied.messages.sort()
        return tied

    @property
    def merges(self) -> bool:
        """Whether several contacts turned out to be one person."""
        return len(self.contacts) > 1

    @property
    def survivor(self) -> UUID | None:
        """The contact with the earliest message by event time, then the smaller id; None when there is none yet."""
        return min(self.contacts, key=lambda c: (c[1] or _LATEST, c[0]), default=(None, None))[0]


# Ends their active sessions first: survivor and merged may each have one, and only one may be active.
_PAUSE_SESSIONS = """
update crm.sessions set status = 'ended', contact_id = %(survivor)s,
  end_reason = coalesce(end_reason, 'inactivity_timeout'),
  ended_at = coalesce(ended_at, last_activity_at + make_interval(mins => timeout_minutes))
where tenant_id = %(tenant)s and contact_id = any(%(merged)s)"""

_MOVE = """
with names as (
  update crm.identities set contact_id = %(survivor)s where tenant_id = %(tenant)s and contact_id = any(%(merged)s)
  returning project_id, scheme, scope, value
), told as (
  update crm.messages set contact_id = %(survivor)s where tenant_id = %(tenant)s and contact_id = any(%(merged)s)
  returning id
), chats as (
  update crm.chats set contact_id = %(survivor)s where tenant_id = %(tenant)s and contact_id = any(%(merged)s)
), cuts as (
  update crm.session_cuts set contact_id = %(survivor)s where tenant_id = %(tenant)s and contact_id = any(%(merged)s)
)
insert into crm.contact_merges (tenant_id, survivor_id, merged_id, identities, message_ids)
select %(tenant)s, %(survivor)s, m.id, coalesce((select jsonb_agg(to_jsonb(n)) from names n), '[]'),
  coalesce((select array_agg(t.id) from told t), '{}')
from unnest(%(merged)s::uuid[]) as m(id)"""

# The survivor learns what the others knew: the newest name and language, the first phone, all tags and fields.
_UNITE = """
with all_of_them as (
  select * from crm.contacts where tenant_id = %(tenant)s and (id = %(survivor)s or id = any(%(merged)s))
), newest_name as (
  select name, name_at, name_by_hand from all_of_them
  order by name_by_hand desc, name_at desc nulls last, name desc limit 1
), newest_language as (
  select language, language_at from all_of_them order by language_at desc nulls last, language desc limit 1
), summed as (
  select min(phone) as phone, min(email) as email, min(first_interaction_at) as first_at,
    max(last_interaction_at) as last_at,
    coalesce((select array_agg(distinct t order by t) from all_of_them a, unnest(a.tags) t), '{}') as tags
  from all_of_them
)
update crm.contacts c set
  name = case when n.name_at is null and not n.name_by_hand then coalesce(s.phone, c.name) else n.name end,
  name_at = n.name_at, name_by_hand = n.name_by_hand,
  language = l.language, language_at = l.language_at, phone = s.phone, email = coalesce(c.email, s.email),
  tags = s.tags, first_interaction_at = s.first_at, last_interaction_at = s.last_at,
  custom_fields = (select coalesce(jsonb_object_agg(f.key, f.value order by a.id = %(survivor)s), '{}')
                   from all_of_them a, jsonb_each(a.custom_fields) f),
  version = c.version + 1, updated_at = now()
from newest_name n, newest_language l, summed s
where c.tenant_id = %(tenant)s and c.id = %(survivor)s
returning c.version, c.updated_at"""

_RETIRE = """
update crm.contacts set merged_into = %(survivor)s, deleted_at = now(), version = version + 1, updated_at = now()
where tenant_id = %(tenant)s and id = any(%(merged)s)"""


async def merge(tx: Tx, knot: Knot) -> None:
    """Make one person of the contacts of a knot; the sessions flow then settles the sessions of the survivor."""
    survivor = knot.survivor
    merged = sorted(contact for contact, _ in knot.contacts if contact != survivor)
    ends: dict[str, Any] = {"survivor": survivor, "merged": merged}
    await tx.rows(
        "select id from crm.contacts where tenant_id = %(tenant)s and (id = %(survivor)s or id = any(%(merged)s))"
        " order by id for update",
        **ends,
    )
    await tx.run(_PAUSE_SESSIONS, **ends)
    await tx.run(_MOVE, **ends)
    (row,) = await tx.rows(_UNITE, **ends)
    await tx.run(_RETIRE, **ends)
    if survivor is not None:
        event = ContactMerged(
            primary_contact_id=survivor,
            merged_contact_ids=merged,
            merge_strategy="exact_identifier",
            merged_at=row["updated_at"],
        )
        tx.emit(event, version=row["version"])
