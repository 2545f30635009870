"""What keeps an erased person away: hashes of their exact names, and the time up to which nothing of theirs is taken.

A hash is HMAC-SHA256 under the tenant's naming key (memory/core/lake.py): without that key nobody can try numbers.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from contracts.connector import KeptRaw, Observation, ObservedGroup
from contracts.crm.contact import Identity
from contracts.crm.erasure import Marks
from contracts.crm.message import ObservedChange, ObservedMessage
from memory.core.lake import Keys, naming
from memory.crm.recording.arrival import Arrival
from memory.db import Ask, Asked, Tx
from memory.sealed import Sealer

_BURY = """
insert into crm.tombstones as t (tenant_id, id, until)
select %(tenant)s, id, %(until)s from unnest(%(ids)s::uuid[]) as id order by id
on conflict (tenant_id, id) do update set until = greatest(t.until, excluded.until)"""

_BURIED = "select id, until from crm.tombstones where tenant_id = %(tenant)s and id = any(%(ids)s)"

Buried = dict[UUID, datetime]
"""Until when nothing is taken, by the hash of a name."""


def identity_name(identity: Identity) -> str:
    """An identity as one name, to be hashed."""
    return f"identity:{identity.scheme}:{identity.scope}:{identity.value}"


async def bury(tx: Tx, keys: Keys, names: Iterable[str], until: datetime) -> None:
    """Take nothing more of these names that is not younger than `until`."""
    await tx.run(_BURY, ids=sorted({keys.id(name) for name in names}), until=until)


async def buried(tx: Tx, ids: Sequence[UUID]) -> Buried:
    """Those of these hashes that are buried."""
    return {row["id"]: row["until"] for row in await tx.rows(_BURIED, ids=list(ids))}


def key_owner(keys: Keys, owner: str, graves: Buried) -> str:
    """Whose key in the lake is meant: who was erased and comes back gets another one than that of the old rows."""
    until = graves.get(keys.id(owner))
    return f"{owner} since {until.isoformat()}" if until else owner


async def lake_keys(tx: Tx, keys: Keys, owners: Sequence[str]) -> list[UUID]:
    """The ids of all keys that were ever made for these owners and may still be there."""
    graves = await buried(tx, sorted({keys.id(owner) for owner in owners}))
    return sorted({keys.id(name) for owner in owners for name in (owner, key_owner(keys, owner, graves))})


class Graves:
    """Keeps out of the record what erased people said, did and were told before they were erased."""

    def __init__(self, sealer: Sealer) -> None:
        self._sealer = sealer
        self._naming: dict[UUID, Keys] = {}

    async def know(self, tx: Tx) -> None:
        """Learn how this tenant's names are hashed, once: before the first erasure nobody may have needed it."""
        if tx.tenant_id not in self._naming and (keys := await naming(tx, self._sealer)):
            self._naming[tx.tenant_id] = keys

    def ask(self, ask: Ask, tx: Tx, arrivals: Sequence[Arrival]) -> Asked | None:
        """Ask which names of a batch are buried."""
        keys = self._naming.get(tx.tenant_id)
        return ask(_BURIED, ids=sorted({keys.id(name) for one in arrivals for name in _names(one)})) if keys else None

    def spared(self, tx: Tx, arrivals: Sequence[Arrival], asked: Asked | None) -> Sequence[Arrival]:
        """The arrivals that may be recorded, from what `ask` found."""
        if asked is None or not asked.rows:
            return arrivals
        keys = self._naming[tx.tenant_id]
        graves = {row["id"]: row["until"] for row in asked.rows}
        found = (_spared(one, lambda name: graves.get(keys.id(name))) for one in arrivals)
        return [one for one in found if one]


def _spared(one: Arrival, until: Callable[[str], datetime | None]) -> Arrival | None:
    """What of an arrival may be recorded; `until` tells up to when nothing of a name is taken."""
    seen = one.observed
    at = getattr(seen, "at", None)
    if any((end := until(name)) and (at is None or at <= end) for name in _about(one)):
        return None
    gone = {name for name in _named(one) if (end := until(_owner(one, name))) and at and at <= end}
    return replace(one, observed=_without(seen, gone)) if gone else one


def _without(seen: Observation, gone: set[str]) -> Observation:
    """What was observed, without the people whom it names besides."""
    if isinstance(seen, ObservedGroup):
        joined = {name: admin for name, admin in seen.joined.items() if name not in gone}
        return seen.model_copy(update={"joined": joined, "left": [name for name in seen.left if name not in gone]})
    if isinstance(seen, ObservedMessage):
        text = Marks([name.partition("@")[0] for name in gone]).without(seen.text)
        return seen.model_copy(update={"text": text, "mentions": [name for name in seen.mentions if name not in gone]})
    return seen


def _names(one: Arrival) -> list[str]:
    return [*_about(one), *(_owner(one, name) for name in _named(one))]


def _about(one: Arrival) -> list[str]:
    """The names of the people whose an arrival is: without them nothing of it is left."""
    match one.observed:
        case ObservedMessage() as message:
            return [identity_name(who) for who in message.who]
        case ObservedChange() as change:
            return [*(identity_name(who) for who in change.actor), _owner(one, change.chat)]
        case KeptRaw():
            return [f"conversation:{one.raw.tenant_id}:{one.raw.key}"]
    return []


def _named(one: Arrival) -> list[str]:
    """What the provider calls the people whom an arrival names besides."""
    match one.observed:
        case ObservedMessage() as message:
            return message.mentions
        case ObservedGroup() as group:
            return [*group.joined, *group.left]
    return []


def _owner(one: Arrival, name: str) -> str:
    return f"{one.raw.channel_type}:{name}"
