"""The conversation of every message: a group by its name, an individual chat one per person and channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from contracts.crm.chat import ChatCreated, ChatType
from contracts.crm.contact import SCHEME_RANK, Identity
from contracts.types import derived_id
from memory.crm.recording.arrival import Said
from memory.db import Tx, as_json

UNNAMED = 9
"""The rank of a name that is not one person's: a group's."""

_KNOWN = """
select c.id, c.channel_id, c.external_id, c.contact_id, c.type, c.name_rank
from crm.chats c
where c.tenant_id = %(tenant)s and (
  (c.channel_id, c.external_id) in (
    select r.channel_id, r.external_id from json_to_recordset(%(names)s::json) as r(channel_id uuid, external_id text))
  or (c.type = 'individual' and c.contact_id = any(%(contacts)s)))"""

_ADD = """
insert into crm.chats (tenant_id, id, project_id, channel_id, type, external_id, contact_id, name_rank)
select %(tenant)s, r.id, r.project_id, r.channel_id, r.type, r.external_id, r.contact_id, r.name_rank
from json_to_recordset(%(rows)s::json)
  as r(id uuid, project_id uuid, channel_id uuid, type text, external_id text, contact_id uuid, name_rank smallint)
on conflict do nothing
returning id"""

_TOUCH = """
update crm.chats c set last_message_at = r.at
from json_to_recordset(%(rows)s::json) as r(id uuid, at timestamptz)
where c.tenant_id = %(tenant)s and c.id = r.id and (c.last_message_at is null or c.last_message_at < r.at)"""

_REPLACE = """
with moved as (
  update crm.messages set chat_id = %(winner)s where tenant_id = %(tenant)s and chat_id = any(%(losers)s)
)
update crm.chats w set last_message_at = greatest(w.last_message_at,
  (select max(last_message_at) from crm.chats where tenant_id = %(tenant)s and id = any(%(losers)s)))
where w.tenant_id = %(tenant)s and w.id = %(winner)s"""

_DROP = "delete from crm.chats where tenant_id = %(tenant)s and id = any(%(losers)s)"


@dataclass(frozen=True)
class Place:
    """A chat, known or to be made. `rank` says how well its name names the person: a phone before a LID."""

    channel_id: UUID
    external_id: str
    type: ChatType
    contact_id: UUID | None
    rank: int


async def converse(tx: Tx, batch: list[Said], contacts: dict[int, UUID]) -> dict[int, UUID]:
    """The chat of every message, by its place in the batch; makes what is missing."""
    seen = [_place(one, contacts.get(index)) for index, one in enumerate(batch)]
    known = await _known(tx, seen, set(contacts.values()))
    winners = await _individual(tx, seen, known)
    chosen = [winners.get((place.channel_id, place.contact_id), place) for place in seen]
    await add_chats(tx, {place: said.project_id for place, said in zip(chosen, batch, strict=True)}, known)
    return {index: chat_id(tx, place) for index, place in enumerate(chosen)}


async def touch_chats(tx: Tx, batch: list[Said], chats: dict[int, UUID]) -> None:
    """Remember when the last message of every chat was said."""
    said = sorted((one.observed.at, chats[index]) for index, one in enumerate(batch))
    await tx.run(_TOUCH, rows=as_json([{"id": chat, "at": at} for chat, at in {chat: at for at, chat in said}.items()]))


def chat_id(tx: Tx, place: Place) -> UUID:
    """The id of a chat, from what the provider calls it."""
    return derived_id(tx.tenant_id, place.channel_id, place.external_id, "chat")


def _place(one: Said, contact: UUID | None) -> Place:
    seen = one.observed
    if seen.chat_type is ChatType.GROUP:
        return Place(one.channel_id, seen.chat, ChatType.GROUP, None, UNNAMED)
    return Place(one.channel_id, seen.chat, ChatType.INDIVIDUAL, contact, _rank(seen.chat, seen.who))


def _rank(chat: str, who: list[Identity]) -> int:
    """How good a name the chat's is: that of the identity which it is made of."""
    named = (SCHEME_RANK.get(one.scheme, UNNAMED) for one in who if one.value.lstrip("+") in chat)
    return min(named, default=UNNAMED)


async def _known(tx: Tx, seen: list[Place], contacts: set[UUID]) -> frozenset[Place]:
    names = [{"channel_id": place.channel_id, "external_id": place.external_id} for place in set(seen)]
    rows = await tx.rows(_KNOWN, names=as_json(names), contacts=list(contacts))
    return frozenset(
        Place(row["channel_id"], row["external_id"], ChatType(row["type"]), row["contact_id"], row["name_rank"])
        for row in rows
    )


async def _individual(tx: Tx, seen: Iterable[Place], known: frozenset[Place]) -> dict[tuple[UUID, UUID | None], Place]:
    """One chat per person and channel: the one with the best name; others that stand already become part of it."""
    rivals: dict[tuple[UUID, UUID | None], set[Place]] = {}
    for place in (*known, *seen):
        if place.type is ChatType.INDIVIDUAL:
            rivals.setdefault((place.channel_id, place.contact_id), set()).add(place)
    winners = {who: min(places, key=lambda p: (p.rank, p.external_id)) for who, places in rivals.items()}
    for who, places in rivals.items():
        losers = {chat_id(tx, place) for place in places & known} - {chat_id(tx, winners[who])}
        if losers:
            await _replace(tx, winners[who], sorted(losers))
    return winners


async def _replace(tx: Tx, winner: Place, losers: list[UUID]) -> None:
    project = await tx.rows(
        "select project_id from crm.chats where tenant_id = %(tenant)s and id = %(id)s", id=losers[0]
    )
    await add_chats(tx, {winner: project[0]["project_id"]})
    await tx.run(_REPLACE, winner=chat_id(tx, winner), losers=losers)
    await tx.run(_DROP, losers=losers)


async def add_chats(tx: Tx, places: dict[Place, UUID], known: frozenset[Place] = frozenset()) -> None:
    """Make the chats that are not there yet."""
    named = {chat_id(tx, place) for place in known}
    new = {chat_id(tx, place): (place, project) for place, project in places.items()}
    rows = [
        {
            "id": chat,
            "project_id": project,
            "channel_id": place.channel_id,
            "type": place.type,
            "external_id": place.external_id,
            "contact_id": place.contact_id,
            "name_rank": place.rank,
        }
        for chat, (place, project) in sorted(new.items())
        if chat not in named
    ]
    if rows:
        for row in await tx.rows(_ADD, rows=as_json(rows)):
            place, project = new[row["id"]]
            tx.emit(ChatCreated(chat_id=row["id"], chat_type=place.type, project_id=project))
