"""Settles messages into sessions: loads what lies around them, lets the pure rule decide, writes it down.

Nothing outlives the batch, and the outcome depends neither on the order of arrival nor on the clock; only `status` and
what is told of it do.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from operator import itemgetter
from typing import Any
from uuid import UUID

from contracts.crm.session import (
    EndReason,
    Link,
    SessionEnded,
    SessionJoined,
    SessionMessageRecorded,
    SessionReopened,
    SessionStarted,
    SessionStatus,
    Settled,
    Standing,
    Verdict,
    chains,
    judge,
    settle,
)
from contracts.types import derived_id
from memory.db import Ask, Asked, Tx, as_json

_LOCK = """
select pg_advisory_xact_lock(hashtextextended(k.contact_id::text || k.channel_type, 0))
from (
  select m.contact_id, m.channel_type from unnest(%(messages)s::uuid[]) as w(id)
  join crm.messages m on m.tenant_id = %(tenant)s and m.id = w.id
  where m.contact_id is not null
  union
  select m.contact_id, m.channel_type from unnest(%(contacts)s::uuid[]) as w(id)
  join crm.messages m on m.tenant_id = %(tenant)s and m.contact_id = w.id
  order by 1, 2) k"""

# Per key the span of the messages to settle, widened to the message before and the message after it. The people whose
# names were merged are settled from end to end. Materialized: else the ends of the span are looked for at every message
# of the person, and all that was ever said is read for a few of today.
_AROUND = """
with key as (
  select m.contact_id, m.channel_type, min(m.project_id::text)::uuid as project_id, min(m.at) as first_at,
    max(m.at) as last_at, bool_or(m.whole) as whole
  from (
    select n.contact_id, n.channel_type, n.project_id, n.at, false as whole
    from unnest(%(messages)s::uuid[]) as w(id)
    join crm.messages n on n.tenant_id = %(tenant)s and n.id = w.id
    where n.session_id is null and n.contact_id is not null
    union all
    select n.contact_id, n.channel_type, n.project_id, n.at, true
    from unnest(%(contacts)s::uuid[]) as w(id)
    join crm.messages n on n.tenant_id = %(tenant)s and n.contact_id = w.id
  ) m
  group by 1, 2
), span as materialized (
  select k.*,
    case when whole then '-infinity' else coalesce((select b.at from crm.messages b where b.tenant_id = %(tenant)s
      and b.contact_id = k.contact_id and b.channel_type = k.channel_type and b.at < k.first_at
      and b.session_id is not null order by b.at desc, b.id desc limit 1), k.first_at) end as lo,
    case when whole then 'infinity' else coalesce((select a.at from crm.messages a where a.tenant_id = %(tenant)s
      and a.contact_id = k.contact_id and a.channel_type = k.channel_type and a.at > k.last_at
      and a.session_id is not null order by a.at, a.id limit 1), k.last_at) end as hi
  from key k
), cut as materialized (
  select s.*, (select array_agg(c.cut_at order by c.cut_at) from crm.session_cuts c where c.tenant_id = %(tenant)s
    and c.contact_id = s.contact_id and c.channel_type = s.channel_type and c.cut_at between s.lo and s.hi) as cuts
  from span s
)
select s.contact_id, s.channel_type, s.project_id, m.id, m.at, m.timeout_minutes, m.session_id, m.from_me, s.cuts
from cut s
join crm.messages m on m.tenant_id = %(tenant)s and m.contact_id = s.contact_id and m.channel_type = s.channel_type
  and m.at between s.lo and s.hi"""

_OPEN = """
insert into crm.sessions (tenant_id, id, project_id, contact_id, channel_type, status, started_at, last_activity_at,
  last_recorded_at, timeout_minutes)
select %(tenant)s, r.id, r.project_id, r.contact_id, r.channel_type, 'ended', r.started_at, r.started_at, now(), 1
from json_to_recordset(%(rows)s::json)
  as r(id uuid, project_id uuid, contact_id uuid, channel_type text, started_at timestamptz)"""

_PLACE = """
update crm.messages m set session_id = r.session_id
from json_to_recordset(%(rows)s::json) as r(id uuid, session_id uuid)
where m.tenant_id = %(tenant)s and m.id = r.id"""

# The rest of a session that lies beyond what was loaded follows the last message that was.
_FOLLOW = """
update crm.messages m set session_id = r.session_id
from json_to_recordset(%(rows)s::json) as r(old_id uuid, session_id uuid, at timestamptz, after uuid)
where m.tenant_id = %(tenant)s and m.session_id = r.old_id and (m.at, m.id) > (r.at, r.after)"""

_DROP = "delete from crm.sessions where tenant_id = %(tenant)s and id = any(%(ids)s)"

_COUNT = """
update crm.sessions s set
  started_at = t.started_at, last_activity_at = t.last_at, last_recorded_at = t.recorded_at,
  timeout_minutes = l.timeout_minutes, message_count = t.messages, messages_from_contact = t.theirs,
  messages_from_agent = t.messages - t.theirs, duration_seconds = extract(epoch from t.last_at - t.started_at),
  first_contact_message_at = t.first_theirs, first_agent_response_at = o.first_ours,
  agent_response_time_seconds = extract(epoch from o.first_ours - t.first_theirs),
  version = s.version + 1, updated_at = now()
from unnest(%(ids)s::uuid[]) as i(id)
cross join lateral (
  select min(m.at) as started_at, max(m.at) as last_at, max(m.created_at) as recorded_at, count(*) as messages,
    count(*) filter (where not m.from_me) as theirs, min(m.at) filter (where not m.from_me) as first_theirs
  from crm.messages m where m.tenant_id = %(tenant)s and m.session_id = i.id) t
cross join lateral (
  select m.timeout_minutes from crm.messages m where m.tenant_id = %(tenant)s and m.session_id = i.id
  order by m.at desc, m.id desc limit 1) l
cross join lateral (
  select min(m.at) as first_ours from crm.messages m
  where m.tenant_id = %(tenant)s and m.session_id = i.id and m.from_me and m.at >= t.first_theirs) o
where s.tenant_id = %(tenant)s and s.id = i.id"""

_OF = "select id from crm.sessions where tenant_id = %(tenant)s and contact_id = any(%(contacts)s)"

_STANDING = """
select s.id, s.status, s.end_reason, s.ended_at, s.last_activity_at, s.last_recorded_at, s.timeout_minutes,
  exists (select from crm.session_cuts c where c.tenant_id = %(tenant)s and c.contact_id = s.contact_id
    and c.channel_type = s.channel_type and c.cut_at >= s.last_activity_at
    and c.cut_at < s.last_activity_at + make_interval(mins => s.timeout_minutes)) as cut,
  exists (select from crm.sessions n where n.tenant_id = %(tenant)s and n.contact_id = s.contact_id
    and n.channel_type = s.channel_type and n.started_at > s.started_at) as followed
from json_to_recordset(%(keys)s::json) as k(contact_id uuid, channel_type text)
join crm.sessions s on s.tenant_id = %(tenant)s and s.contact_id = k.contact_id and s.channel_type = k.channel_type
where s.status = 'active' or s.id = any(%(ids)s)"""

_TURN = """
update crm.sessions s set status = r.status, end_reason = r.end_reason, ended_at = r.ended_at,
  version = s.version + 1, updated_at = now()
from json_to_recordset(%(rows)s::json) as r(id uuid, status text, end_reason text, ended_at timestamptz)
where s.tenant_id = %(tenant)s and s.id = r.id
returning s.id, s.version, s.status, s.end_reason, s.contact_id, s.channel_type, s.started_at, s.ended_at,
  s.last_activity_at, s.duration_seconds, s.message_count, s.messages_from_contact, s.messages_from_agent"""

_SILENT = """
select s.contact_id, s.channel_type, s.id from crm.sessions s
where s.tenant_id = %(tenant)s and s.status = 'active'
  and greatest(s.last_activity_at, s.last_recorded_at) + make_interval(mins => s.timeout_minutes) <= %(now)s
limit 1000"""


@dataclass(frozen=True)
class Key:
    """Whose sessions: a person over one kind of channel."""

    contact_id: UUID
    channel_type: str
    project_id: UUID


async def sessionize(tx: Tx, messages: list[UUID], contacts: list[UUID], now: datetime) -> None:
    """Settle messages into sessions; `contacts` (whose names were merged) are settled from end to end."""
    async with tx.together() as ask:
        around = ask_around(ask, messages, contacts)
    outcome = await place(tx, around.rows, contacts)
    await tell(tx, outcome, now)


def ask_around(ask: Ask, messages: list[UUID], contacts: list[UUID]) -> Asked:
    """Ask what lies around messages, and around all of those people's, behind the lock of everyone concerned."""
    ends: dict[str, Any] = {"messages": messages, "contacts": contacts}
    ask(_LOCK, **ends)
    return ask(_AROUND, **ends)


async def place(tx: Tx, around: list[dict[str, Any]], contacts: list[UUID]) -> "Outcome":
    """Decide and write down what `ask_around` asked for; `tell` has to follow."""
    outcome = Outcome(tx, around)
    if around:
        united = {one.session for key, one in outcome.pairs() if key.contact_id in contacts}
        async with tx.together() as ask:
            _write(ask, outcome)
            standing = ask(_STANDING, keys=as_json(outcome.keys()), ids=sorted(united.union(outcome.touched())))
        outcome.standing = standing.rows
    return outcome


async def tell(tx: Tx, outcome: "Outcome", now: datetime) -> None:
    """Tell of what was placed, and who is silent or speaks again by now."""
    _tell(tx, outcome)
    await _turn(tx, outcome.standing, now, {one.session for _, one in outcome.pairs() if one.opened})


async def settle_anew(tx: Tx, contacts: list[UUID], now: datetime) -> None:
    """Settle and count the sessions of people whose messages were corrected."""
    await sessionize(tx, [], contacts, now)
    await tx.run(_COUNT, ids=[row["id"] for row in await tx.rows(_OF, contacts=contacts)])


async def end_silent_sessions(tx: Tx, now: datetime) -> int:
    """End the sessions whose silence has lasted longer than their timeout; how many there were."""
    silent = await tx.rows(_SILENT, now=now)
    keys = [{"contact_id": row["contact_id"], "channel_type": row["channel_type"]} for row in silent]
    if keys:
        await _turn(tx, await tx.rows(_STANDING, keys=as_json(keys), ids=[]), now, opened=set())
    return len(silent)


class Outcome:
    """What a batch changes, decided by the pure rule."""

    def __init__(self, tx: Tx, rows: list[dict[str, Any]]) -> None:
        self.rows = {row["id"]: row for row in rows}
        grouped: dict[Key, list[dict[str, Any]]] = defaultdict(list)
        for row in rows:
            grouped[Key(row["contact_id"], row["channel_type"], row["project_id"])].append(row)
        self.settled: dict[Key, list[Settled]] = {
            key: settle(chains(map(_link, found), found[0]["cuts"] or ()), partial(_new_id, tx.tenant_id))
            for key, found in grouped.items()
        }
        self.standing: list[dict[str, Any]] = []

    def pairs(self) -> Iterable[tuple[Key, Settled]]:
        """Every chain with its key."""
        return ((key, one) for key, found in self.settled.items() for one in found)

    def keys(self) -> list[dict[str, Any]]:
        """Whose sessions are settled."""
        return [{"contact_id": key.contact_id, "channel_type": key.channel_type} for key in self.settled]

    def sessions(self) -> dict[UUID, UUID]:
        """The session of every message."""
        return {link.message: one.session for _, one in self.pairs() for link in one.chain}

    def placed(self) -> list[tuple[Link, Settled]]:
        """Messages whose session is another than before."""
        return [(link, one) for _, one in self.pairs() for link in one.chain if link.session != one.session]

    def absorbed(self) -> list[UUID]:
        """Sessions that became part of others."""
        kept = {one.session for _, one in self.pairs()}
        return sorted({gone for _, one in self.pairs() for gone in one.absorbed} - kept)

    def touched(self) -> list[UUID]:
        """Sessions to count again."""
        changed = {one.session for _, one in self.placed()} | {one.session for _, one in self.pairs() if one.absorbed}
        lost = {link.session for link, _ in self.placed() if link.session} - set(self.absorbed())
        return sorted(changed | lost)


def _new_id(tenant_id: UUID, first: Link) -> UUID:
    return derived_id(tenant_id, first.message, first.session or "", "session")


def _link(row: dict[str, Any]) -> Link:
    return Link(row["id"], row["at"], timedelta(minutes=row["timeout_minutes"]), row["session_id"])


def _write(ask: Ask, outcome: Outcome) -> None:
    opened = [
        {"id": one.session, "project_id": key.project_id, "contact_id": key.contact_id,
         "channel_type": key.channel_type, "started_at": one.chain[0].at}
        for key, one in outcome.pairs() if one.opened
    ]  # fmt: skip
    if opened:
        ask(_OPEN, rows=as_json(opened))
    placed = outcome.placed()
    moved = [{"id": link.message, "session_id": one.session} for link, one in placed]
    ask(_PLACE, rows=as_json(sorted(moved, key=itemgetter("id"))))  # the order in which every flow locks messages
    tails = [
        {"old_id": link.session, "session_id": one.session, "at": link.at, "after": link.message}
        for link, one in placed if link.session and link is one.chain[-1]
    ]  # fmt: skip
    if tails:
        ask(_FOLLOW, rows=as_json(tails))
    if gone := outcome.absorbed():
        ask(_DROP, ids=gone)
    ask(_COUNT, ids=outcome.touched())


def _tell(tx: Tx, outcome: Outcome) -> None:
    for key, one in outcome.pairs():
        _tell_chain(tx, key, one)
    for link, one in outcome.placed():
        if link.session is None:
            row = outcome.rows[link.message]
            event = SessionMessageRecorded(
                session_id=one.session, message_id=link.message, from_contact=not row["from_me"], recorded_at=link.at
            )
            tx.emit(event, time=link.at, conversation=str(row["contact_id"]))


def _tell_chain(tx: Tx, key: Key, one: Settled) -> None:
    person, start = str(key.contact_id), one.chain[0].at
    if one.opened:
        event = SessionStarted(
            session_id=one.session, contact_id=key.contact_id, tenant_id=tx.tenant_id, channel_type=key.channel_type,
            started_at=start,
        )  # fmt: skip
        tx.emit(event, time=start, conversation=person)
    if one.absorbed:
        joined = SessionJoined(session_id=one.session, absorbed_session_ids=list(one.absorbed))
        tx.emit(joined, time=one.chain[-1].at, conversation=person)


async def _turn(tx: Tx, standing: list[dict[str, Any]], now: datetime, opened: set[UUID]) -> None:
    verdicts = {row["id"]: (row, _verdict(row, now)) for row in standing}
    turned = [
        {"id": session, "status": status, "end_reason": reason, "ended_at": ended_at}
        for session, (row, (status, reason, ended_at)) in verdicts.items()
        if (row["status"], row["end_reason"], row["ended_at"]) != (status, reason, ended_at)
    ]
    # Those that end go first: at no moment may a person have two active sessions on one kind of channel.
    ended = [row for row in turned if row["status"] is not SessionStatus.ACTIVE]
    active = [row for row in turned if row["status"] is SessionStatus.ACTIVE]
    async with tx.together() as ask:
        told = [ask(_TURN, rows=as_json(group)) for group in (ended, active) if group]
    for row in (row for one in told for row in one.rows):
        was_active = verdicts[row["id"]][0]["status"] == SessionStatus.ACTIVE
        if row["status"] != SessionStatus.ACTIVE:
            if was_active or row["id"] in opened:
                _tell_ended(tx, row)
        elif row["id"] not in opened:
            reopened = SessionReopened(session_id=row["id"], reopened_at=row["last_activity_at"])
            tx.emit(reopened, version=row["version"], conversation=str(row["contact_id"]))


def _verdict(row: dict[str, Any], now: datetime) -> Verdict:
    timeout = timedelta(minutes=row["timeout_minutes"])
    return judge(Standing(row["last_activity_at"], row["last_recorded_at"], timeout, row["cut"], row["followed"]), now)


def _tell_ended(tx: Tx, row: dict[str, Any]) -> None:
    counts = ("message_count", "messages_from_contact", "messages_from_agent")
    ended = SessionEnded(
        session_id=row["id"], contact_id=row["contact_id"], tenant_id=tx.tenant_id, channel_type=row["channel_type"],
        started_at=row["started_at"], ended_at=row["ended_at"], reason=EndReason(row["end_reason"]),
        duration=row["duration_seconds"], metrics={name: row[name] for name in counts},
    )  # fmt: skip
    tx.emit(ended, version=row["version"], time=row["ended_at"], conversation=str(row["contact_id"]))
