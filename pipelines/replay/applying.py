"""A compared record brought live: in steps of bounded size, each a transaction of its own, and nobody is told."""

from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, LiteralString

import numpy as np

from contracts.settings import Settings
from contracts.types import Clock, wall_clock
from memory.crm.recording.correction import add_changes, add_messages, correct_chats, correct_contacts, correct_messages
from memory.crm.sessionize import settle_anew
from memory.db import Database, Tx
from memory.examine import connect
from pipelines.flows import embed, enrich, facts
from pipelines.io import Record
from pipelines.providers import identity
from pipelines.replay.enriching import VECTORS
from pipelines.replay.plan import Replay
from pipelines.switching.present import answering
from pipelines.understanding import Text, Understanding

STEP = 500
"""Rows that one transaction changes: a few hundred milliseconds."""
PEOPLE = 50
"""People whose sessions one transaction settles."""

_SEARCHED = {"text", "language", "revoked_at"}
"""What search and mood depend on."""

_MESSAGES = """
select d.key::uuid as id, d.kind, to_jsonb(m) || case when l.id is null then '{}' else
  jsonb_build_object('version', l.version) end as row,
  array(select jsonb_object_keys(d.after)) as columns
from live.differences d join crm.messages m on m.id = d.key::uuid left join live.messages l on l.id = m.id
where d.part = 'messages' and d.kind = any(%(kinds)s)
  and (d.kind = 'only_replayed' or d.after - '{session,contact,chat}'::text[] <> '{}')
order by m.at, m.id"""

_CHANGED = """
select distinct split_part(key, ' ', 1)::uuid as id from live.differences
where part in ('edits', 'reactions') and kind <> 'only_live' order by 1"""

_EDITS = "select to_jsonb(e) as row from crm.message_edits e where e.message_id = any(%(ids)s)"
_REACTIONS = "select to_jsonb(r) as row from crm.message_reactions r where r.message_id = any(%(ids)s)"

# Only of people whose messages are the same in both: to whom a message belongs is not changed.
_CONTACTS = """
select to_jsonb(c) || jsonb_build_object('id', l.id, 'version', l.version) as row
from live.differences d
left join live.group_was_contact w on w.key = d.key::uuid
left join live.group_made_contact g on g.key = d.key::uuid
join live.contacts l on l.id = coalesce(w.id, d.key::uuid)
join crm.contacts c on c.id = coalesce(g.id, d.key::uuid)
where d.part = 'contacts' and d.kind = 'otherwise' and not exists (
  select from live.pair p where p.was and p.made and (p.was_contact = l.id or p.made_contact = c.id)
    and (p.was_contact = l.id) is distinct from (p.made_contact = c.id))
order by l.id"""

_CHATS = """
select to_jsonb(c) || jsonb_build_object('version', l.version) as row
from live.differences d join crm.chats c on c.id = d.key::uuid join live.chats l on l.id = c.id
where d.part = 'chats' and d.kind = 'otherwise' order by c.id"""

_CONTACTS_OF = "select to_jsonb(c) as row from crm.contacts c where c.id = any(%(ids)s)"
_NAMES_OF = "select to_jsonb(i) as row from crm.identities i where i.contact_id = any(%(ids)s)"
_CHATS_OF = "select to_jsonb(c) as row from crm.chats c where c.id = any(%(ids)s)"

_UNSETTLED = """
select distinct p.was_contact as id from live.differences d join live.pair p on p.id = d.key::uuid
where d.part = 'messages' and d.kind = 'otherwise' and d.after ?| array['session', 'at', 'timeout_minutes', 'from_me']
  and p.was_contact is not null
union
select s.contact_id from live.differences d join live.group_was_session g on g.key = d.key::uuid
join live.sessions s on s.id = g.id
where d.part = 'sessions' and d.kind = 'otherwise'
order by 1"""

_WHOSE = """
select distinct contact_id as id from crm.messages
where tenant_id = %(tenant)s and id = any(%(ids)s) and contact_id is not null"""


async def apply_record(settings: Settings, own: Settings, plan: Replay, clock: Clock = wall_clock) -> Counter[str]:
    """Bring live what is otherwise, and what only the replay has; how many rows of which table that changed.

    What only the live record has stays, and so does to whom a message belongs, and in which conversation it is.
    """
    async with Database(settings.dsn("app"), size=1) as db:
        applying = Applying(settings, db, own, plan)
        await applying.contacts_and_chats()
        await applying.messages()
        await applying.sessions(clock)
    return +applying.done


class Applying:
    """One application, step by step; ended in the middle, the next comparison finds what is left."""

    def __init__(self, settings: Settings, db: Database, own: Settings, plan: Replay) -> None:
        self._settings, self._db, self._own, self._tenant = settings, db, own, plan.tenant_id
        self._understanding: Understanding | None = None
        self._added: list[Any] = []
        self.done: Counter[str] = Counter()

    async def contacts_and_chats(self) -> None:
        """Names, phones, languages, subjects, members."""
        for batch in self._steps(_CONTACTS):
            async with self._silently() as tx:
                self.done["contacts"] += await correct_contacts(tx, _rows(batch))
        for batch in self._steps(_CHATS):
            async with self._silently() as tx:
                self.done["chats"] += await correct_chats(tx, _rows(batch))

    async def messages(self) -> None:
        """Columns, edits and reactions; then what only the replay has. Search and mood follow at once."""
        for batch in self._steps(_MESSAGES, kinds=["otherwise"]):
            edits, reactions = self._changes(batch)
            read = await self._read([one for one in batch if _SEARCHED & set(one["columns"])])
            async with self._silently() as tx:
                done = await correct_messages(tx, _rows(batch), edits, reactions)
                await self._remember(tx, read)
            self.done["messages"] += len(done)
        for batch in self._steps(_CHANGED):
            async with self._silently() as tx:
                await add_changes(tx, *self._changes(batch))
            self.done["edits and reactions"] += len(batch)
        for batch in self._steps(_MESSAGES, kinds=["only_replayed"]):
            await self._add(batch)

    async def _add(self, batch: list[dict[str, Any]]) -> None:
        rows, read = _rows(batch), await self._read(batch)
        people = {"ids": [row["contact_id"] for row in rows if row["contact_id"]]}
        contacts, names = self._ask(_CONTACTS_OF, **people), self._ask(_NAMES_OF, **people)
        chats = self._ask(_CHATS_OF, ids=[row["chat_id"] for row in rows])
        async with self._silently() as tx:
            added = await add_messages(tx, rows, _rows(contacts), _rows(names), _rows(chats))
            await add_changes(tx, *self._changes(batch))
            await self._remember(tx, read)
        self._added += added
        self.done["added messages"] += len(added)

    async def sessions(self, clock: Clock) -> None:
        """Settle anew the sessions of everyone whose messages or sessions were otherwise."""
        async with self._silently() as tx:
            people = {row["id"] for row in await tx.rows(_WHOSE, ids=self._added)}
        unsettled = sorted(people | {row["id"] for row in self._ask(_UNSETTLED)})
        for begin in range(0, len(unsettled), PEOPLE):
            async with self._silently() as tx:
                await settle_anew(tx, unsettled[begin : begin + PEOPLE], clock())
        self.done["people whose sessions were settled"] += len(unsettled)

    @asynccontextmanager
    async def _silently(self) -> AsyncIterator[Tx]:
        """A transaction of the live database of which nobody hears."""
        async with self._db.tenant(self._tenant, origin="flow") as tx:
            yield tx
            tx.untold()

    def _steps(self, query: LiteralString, **args: Any) -> Iterator[list[dict[str, Any]]]:
        with connect(self._own, "admin") as admin, admin.transaction(), admin.cursor("steps") as cursor:
            cursor.execute(query, {"tenant": self._tenant, **args})
            while batch := cursor.fetchmany(STEP):
                yield batch

    def _ask(self, query: LiteralString, **args: Any) -> list[dict[str, Any]]:
        with connect(self._own, "admin") as admin:
            return admin.execute(query, {"tenant": self._tenant, **args}).fetchall()

    def _changes(self, batch: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        ids = [one["id"] for one in batch]
        return _rows(self._ask(_EDITS, ids=ids)), _rows(self._ask(_REACTIONS, ids=ids))

    async def _read(self, batch: list[dict[str, Any]]) -> list[Record]:
        """What is understood of messages, as the flows of search and mood take it; known vectors are reused."""
        if not batch:
            return []
        if not self._understanding:
            self._understanding = Understanding.of(await answering(self._db, self._settings))
        understanding = self._understanding
        async with self._db.tenant(self._tenant) as tx:
            model = identity(understanding.embedder)
            known = await tx.rows(VECTORS, ids=[one["id"] for one in batch], model=model)
        understanding.know({bytes(row["content_hash"]): row["v"].to_numpy().astype(np.float32) for row in known})
        texts = {one["id"]: text for one in batch if (text := _text(one["row"]))}
        understood = dict(zip(texts, understanding.understand(list(texts.values())), strict=True))
        return [_record(embed.Read(one["id"], understood.get(one["id"]))) for one in batch]

    async def _remember(self, tx: Tx, read: list[Record]) -> None:
        if read and self._understanding:
            await embed.apply(self._understanding)(tx, read)
            await enrich.apply(self._understanding)(tx, read)
            await facts.apply(self._understanding)(tx, read)


def _rows(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one["row"] for one in found]


def _text(row: dict[str, Any]) -> Text | None:
    text = row["text"]
    if not text or not text.strip() or row["revoked_at"]:
        return None
    return Text(text, datetime.fromisoformat(row["at"]), row["language"])


def _record(read: embed.Read) -> Record:
    return Record("crm.message", 0, 0, "", {}, b"", parsed=read)
