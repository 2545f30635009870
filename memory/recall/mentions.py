"""Whom and what messages name. State-based: whatever is called, in whatever order and however often, what counts
follows from the present rows of `crm.messages` and what was read in their present texts.

Calls about one message come one after the other: the key of its topic sees to that.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from contracts.crm.contact import Identity
from contracts.crm.enrichment import Entity
from contracts.crm.graph import NAMED
from memory.db import Tx, as_json

Whom = Callable[[str, str], Identity | None]
"""Who is meant by a name that a kind of channel gives; None for what names nobody."""

MAX_VALUE = 500
"""Longest name that is written down, in characters: no index takes any length, and a longer address ties nobody."""

# What was taken back for everyone is known from no time any more.
_UNSAY = """
delete from recall.mentions x
where x.tenant_id = %(tenant)s and x.message_id = any(%(ids)s) and (
  select m.revoked_at is not null from crm.messages m where m.tenant_id = %(tenant)s and m.id = x.message_id
)"""

# What stood in another text, or is not read in this one any more.
_CLOSE = """
update recall.mentions x set known_to = now()
where x.tenant_id = %(tenant)s and x.message_id = any(%(ids)s) and x.known_to is null and (
  x.content_hash <> coalesce((
    select sha256(convert_to(m.text, 'UTF8')) from crm.messages m
    where m.tenant_id = %(tenant)s and m.id = x.message_id), '')
  or (x.message_id, x.content_hash) in (
    select * from unnest(%(ids)s::uuid[], %(hashes)s::bytea[]))
  and (x.message_id, x.kind, x.value) not in (
    select * from json_to_recordset(%(rows)s::json) as r(message_id uuid, kind text, value text)))"""

# Laterals with `offset 0` are looked up one by one by key: see items.py.
_NAME = """
insert into recall.mentions (tenant_id, message_id, kind, value, content_hash)
select %(tenant)s, m.id, r.kind, r.value, r.content_hash
from json_to_recordset(%(rows)s::json) as r(message_id uuid, kind text, value text, content_hash bytea)
cross join lateral (
  select m.id from crm.messages m
  where m.tenant_id = %(tenant)s and m.id = r.message_id and m.revoked_at is null
    and (r.content_hash is null or sha256(convert_to(m.text, 'UTF8')) = r.content_hash)
  offset 0
) m
on conflict do nothing"""

_LISTED = """
select m.id, m.channel_type, m.mentions
from unnest(%(ids)s::uuid[]) as w(id)
cross join lateral (
  select m.id, m.channel_type, m.mentions from crm.messages m
  where m.tenant_id = %(tenant)s and m.id = w.id and m.mentions <> '{}' and m.revoked_at is null
  offset 0
) m"""


class Named(NamedTuple):
    """What was read in a message, and the SHA-256 of the text that it stands in."""

    message_id: UUID
    content_hash: bytes = b""
    entities: Sequence[Entity] = ()


async def name(tx: Tx, named: Sequence[Named], whom: Whom) -> int:
    """Bring up to date whom and what these messages name; how many rows that changed.

    What was read in a text that is no longer the message's is passed over, and what such a text named is ended.
    """
    ids, hashes = [one.message_id for one in named], [one.content_hash for one in named]
    things = as_json([row for one in named for row in _things(one)])
    async with tx.together() as ask:
        changed = [ask(_UNSAY, ids=ids), ask(_CLOSE, ids=ids, hashes=hashes, rows=things), ask(_NAME, rows=things)]
        listed = ask(_LISTED, ids=sorted(set(ids)))
    people = [row for one in listed.rows for row in _people(one, whom)]
    met = await tx.run(_NAME, rows=as_json(people)) if people else 0
    return met + sum(one.count for one in changed)


def ties(one: Named) -> bool:
    """Whether its text names anything that is a node."""
    return any(_ties(entity) for entity in one.entities)


def _things(one: Named) -> Iterable[dict[str, Any]]:
    found = {(NAMED[entity.kind], entity.value) for entity in one.entities if _ties(entity)}
    return [
        {"message_id": one.message_id, "kind": kind, "value": value, "content_hash": one.content_hash}
        for kind, value in sorted(found)
    ]


def _ties(entity: Entity) -> bool:
    return entity.kind in NAMED and len(entity.value) <= MAX_VALUE


def _people(row: dict[str, Any], whom: Whom) -> Iterable[dict[str, Any]]:
    found = {who for called in row["mentions"] if (who := whom(row["channel_type"], called)) and not who.scope}
    return [{"message_id": row["id"], "kind": who.scheme, "value": who.value} for who in sorted(found)]
