"""The conversation of every message: a group by its name, an individual chat one per person and channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contracts.crm.chat import ChatCreated, ChatType
from contracts.crm.contact import SCHEME_RANK, Identity
from contracts.crm.message import ObservedMessage
from contracts.types import derived_id
from memory.crm.recording.arrival import Arrival, Said
from memory.crm.recording.identities import People, named
from memory.db import Ask, Asked, Tx, as_json

UNNAMED = 9
"""The rank of a name that is not one person's: a group's."""

# By the name that the provider gives them, and those of the people who speak, on whatever channel.
_KNOWN = """
select c.id, c.channel_id, c.external_id, c.contact_id, c.type, c.name_rank
from json_to_recordset(%(chats)s::json) as r(channel_id uuid, external_id text)
join crm.chats c on c.tenant_id = %(tenant)s and c.channel_id = r.channel_id and c.external_id = r.external_id
union
select c.id, c.channel_id, c.external_id, c.contact_id, c.type, c.name_rank
from json_to_recordset(%(names)s::json) as n(project_id uuid, scheme text, scope text, value text)
join crm.identities i on i.tenant_id = %(tenant)s and i.project_id = n.project_id
  and i.scheme = n.scheme and i.scope = n.scope and i.value = n.value
join crm.chats c on c.tenant_id = %(tenant)s and c.contact_id = i.contact_id and c.type = 'individual'"""

_ADD = """
insert into crm.chats (tenant_id, id, project_id, channel_id, type, external_id, contact_id, name_rank)
select %(tenant)s, r.id, r.project_id, r.channel_id, r.type, r.external_id, r.contact_id, r.name_rank
from json_to_recordset(%(rows)s::json)
  as r(id uuid, project_id uuid, channel_id uuid, type text, external_id text, contact_id uuid, name_rank smallint)
on conflict do nothing
returning id"""

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

    @property
    def name(self) -> tuple[UUID, str]:
        """What the provider calls it, and on which channel."""
        return self.channel_id, self.external_id


def ask_chats(ask: Ask, arrivals: Sequence[Arrival]) -> Asked:
    """Ask for the chats that a batch names, and for those of the people who speak in it."""
    seen = {(a.raw.channel_id, a.observed.chat) for a in arrivals if isinstance(a.observed, ObservedMessage)}
    chats = [{"channel_id": channel, "external_id": chat} for channel, chat in seen]
    return ask(_KNOWN, chats=as_json(chats), names=as_json(named(arrivals)))


async def converse(
    tx: Tx, batch: list[Said], people: People, found: list[dict[str, Any]]
) -> tuple[list[UUID], "Added"]:
    """The chat of every message, from what `ask_chats` found, and those to be made of them.

    Chats that turn out to be one person's become one.
    """
    seen = [_place(one, people.contacts.get(index)) for index, one in enumerate(batch)]
    known = frozenset(_standing(row, people.moved) for row in found)
    winners = await _individual(tx, seen, known)
    chosen = [winners.get((place.channel_id, place.contact_id), place) for place in seen]
    ids = {place: chat_id(tx, place) for place in set(chosen)}
    there = {place.name for place in known}
    projects = {place: one.project_id for place, one in zip(chosen, batch, strict=True)}
    added = Added({ids[at]: (at, project) for at, project in projects.items() if at.name not in there})
    return [ids[place] for place in chosen], added


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


def _standing(row: dict[str, Any], moved: dict[UUID, UUID]) -> Place:
    whose = moved.get(row["contact_id"], row["contact_id"])
    return Place(row["channel_id"], row["external_id"], ChatType(row["type"]), whose, row["name_rank"])


async def _individual(tx: Tx, seen: Iterable[Place], known: frozenset[Place]) -> dict[tuple[UUID, UUID | None], Place]:
    """One chat per person and channel: the one with the best name; others that stand already become part of it."""
    rivals: dict[tuple[UUID, UUID | None], set[Place]] = {}
    for place in (*known, *seen):
        if place.type is ChatType.INDIVIDUAL:
            rivals.setdefault((place.channel_id, place.contact_id), set()).add(place)
    winners = {who: min(places, key=lambda p: (p.rank, p.external_id)) for who, places in rivals.items()}
    for who, places in rivals.items():
        losers = [place for place in places & known if place.name != winners[who].name]
        if losers:
            await _replace(tx, winners[who], sorted(chat_id(tx, place) for place in losers))
    return winners


async def _replace(tx: Tx, winner: Place, losers: list[UUID]) -> None:
    project = await tx.rows(
        "select project_id from crm.chats where tenant_id = %(tenant)s and id = %(id)s", id=losers[0]
    )
    await add_chats(tx, {winner: project[0]["project_id"]})
    await tx.run(_REPLACE, winner=chat_id(tx, winner), losers=losers)
    await tx.run(_DROP, losers=losers)


class Added:
    """Chats that are not there yet."""

    def __init__(self, new: dict[UUID, tuple[Place, UUID]]) -> None:
        """`new` has the place and the project of every chat, by its id."""
        self._new = dict(sorted(new.items()))
        self._asked: Asked | None = None

    def write(self, ask: Ask) -> None:
        """Make them."""
        if self._new:
            rows = [_row(chat, place, project) for chat, (place, project) in self._new.items()]
            self._asked = ask(_ADD, rows=as_json(rows))

    def tell(self, tx: Tx) -> None:
        """Tell of those that nobody else had made in the meantime."""
        for row in self._asked.rows if self._asked else ():
            place, project = self._new[row["id"]]
            tx.emit(ChatCreated(chat_id=row["id"], chat_type=place.type, project_id=project))


async def add_chats(tx: Tx, places: dict[Place, UUID]) -> None:
    """Make the chats that are not there yet."""
    added = Added({chat_id(tx, place): (place, project) for place, project in places.items()})
    async with tx.together() as ask:
        added.write(ask)
    added.tell(tx)


def _row(chat: UUID, place: Place, project: UUID) -> dict[str, Any]:
    return {
        "id": chat,
        "project_id": project,
        "channel_id": place.channel_id,
        "type": place.type,
        "external_id": place.external_id,
        "contact_id": place.contact_id,
        "name_rank": place.rank,
    }
