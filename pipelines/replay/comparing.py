"""A replayed record beside the live one, table by table. The live rows are copied into the shadow, a slice at a time,
and compared there: the live database answers reads by key and nothing else, and memory stays as it is.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, LiteralString

from pydantic import BaseModel

from contracts.settings import Settings
from memory.copying import fenced
from memory.crm.recording import facts
from memory.examine import connect
from pipelines.replay.plan import RecordPlan

SAMPLES = 5

_TABLES: tuple[tuple[LiteralString, LiteralString, LiteralString], ...] = (
    ("crm.messages", "id", "live.messages"),
    ("crm.sessions", "id", "live.sessions"),
    ("crm.contacts", "id", "live.contacts"),
    ("crm.identities", "contact_id", "live.identities"),
    ("crm.chats", "id", "live.chats"),
    ("crm.message_reactions", "message_id", "live.message_reactions"),
    ("crm.message_edits", "message_id", "live.message_edits"),
)

_MOVED = """
select distinct subject::uuid from (
  select h ->> 1 as subject from core.outbox o cross join lateral json_array_elements(o.headers) h
  where o.tenant_id = {tenant} and o.created_at >= {since} and h ->> 0 = 'ce_subject') told"""

# A message counts where it was recorded in the time that is asked for, and nothing was told since of it, its session,
# its person or its chat. One that only the live record has counts only if a webhook made it.
_PAIR = """
create unlogged table live.pair as
select coalesce(l.id, s.id) as id, l.id is not null as was, s.id is not null as made,
  coalesce(l.created_at, s.at) >= %(since)s and coalesce(l.created_at, s.at) < %(until)s
    and (s.id is not null or l.source = 'webhook')
    and not exists (select from live.moved v where v.id in (l.id, s.id, l.session_id, l.contact_id, l.chat_id)) as counts,
  exists (select from live.moved v where v.id in (l.id, s.id)) as moved,
  l.session_id as was_session, l.contact_id as was_contact, l.chat_id as was_chat,
  s.session_id as made_session, s.contact_id as made_contact, s.chat_id as made_chat
from live.messages l full join crm.messages s on s.id = l.id"""  # noqa: E501

# A group is named by the smallest of its messages that both records have.
_GROUP = """
create unlogged table live.group_{side}_{group} as
select {side}_{group} as id, coalesce(min(id::text) filter (where was and made), min(id::text))::uuid as key,
  bool_or(counts) as counts
from live.pair where {side}_{group} is not null group by 1"""

_MEMBERS = "(select g.key from live.group_{side}_{group} g where g.id = t.{group}_id) as {group}"


def _sides(part: str) -> tuple[str, str]:
    """The select of a table's rows that count, once for the live one and once for the replayed one."""
    one, other = (_PARTS[part].format(schema=schema, side=side, **_columns(side))
                  for schema, side in (("live", "was"), ("crm", "made")))  # fmt: skip
    return one, other


def _columns(side: str) -> dict[str, str]:
    members = [_MEMBERS.format(side=side, group=group) for group in ("session", "contact", "chat")]
    return {
        "message": ", ".join([facts.of("t", facts.MESSAGE), *members]),
        "session": facts.of("t", facts.SESSION),
        "contact": facts.of("t", facts.CONTACT),
        "chat": facts.of("t", facts.CHAT),
    }


_PARTS = {
    "messages": """
select t.id::text as key, t.at as moment, t.text as label, {message}
from {schema}.messages t join live.pair p on p.id = t.id and p.counts""",
    "sessions": """
select g.key::text as key, t.started_at as moment, t.channel_type as label, {session}
from {schema}.sessions t join live.group_{side}_session g on g.id = t.id and g.counts""",
    "contacts": """
select coalesce(g.key, t.id)::text as key, t.first_interaction_at as moment, t.name as label,
  t.deleted_at is not null as deleted, n.names, {contact}
from {schema}.contacts t left join live.group_{side}_contact g on g.id = t.id
left join (select contact_id, jsonb_agg(scheme || ':' || value order by scheme, scope, value) as names
  from {schema}.identities group by 1) n on n.contact_id = t.id
where t.merged_into is null and case when g.id is not null then g.counts
  else not exists (select from live.contacts c where c.id = t.id
    and (c.created_at < %(since)s or c.created_at >= %(until)s or c.merged_into is not null
      or c.id in (select id from live.moved))) end""",
    "chats": """
select t.id::text as key, t.last_message_at as moment, coalesce(t.subject, t.external_id) as label, {chat}
from {schema}.chats t join live.group_{side}_chat g on g.id = t.id and g.counts
where not exists (select from live.pair p where p.was_chat = t.id and p.moved)""",
    "reactions": """
select t.message_id || ' ' || t.actor as key, t.at as moment, t.emoji as label, t.emoji, t.at
from {schema}.message_reactions t join live.pair p on p.id = t.message_id and p.counts and p.was and p.made""",
    "edits": """
select t.message_id || ' ' || t.change_id as key, t.at as moment, t.text as label, t.text, t.at
from {schema}.message_edits t join live.pair p on p.id = t.message_id and p.counts and p.was and p.made""",
}

_COMPARE = """
with was as materialized ({was}), made as materialized ({made}), beside as (
  select coalesce(w.key, m.key) as key, coalesce(w.moment, m.moment) as moment, coalesce(w.label, m.label) as label,
    w.key is not null as in_live, m.key is not null as in_replay,
    to_jsonb(w) - '{{key,moment,label}}'::text[] as before, to_jsonb(m) - '{{key,moment,label}}'::text[] as after
  from was w full join made m on m.key = w.key
), kept as (
  insert into live.differences
  select '{part}', key, moment, label,
    case when not in_replay then 'only_live' when not in_live then 'only_replayed' else 'otherwise' end,
    case when in_live and in_replay then (select jsonb_object_agg(b.key, b.value) from jsonb_each(before) b
      where b.value is distinct from after -> b.key) else before end,
    case when in_live and in_replay then (select jsonb_object_agg(a.key, a.value) from jsonb_each(after) a
      where a.value is distinct from before -> a.key) else after end
  from beside where before is distinct from after
)
select count(*) filter (where in_live and in_replay) as compared from beside"""

_PREPARE = """
drop schema if exists live cascade;
create schema live;
create table live.moved (id uuid primary key);
create table live.differences (part text, key text, moment timestamptz, label text, kind text, before jsonb,
  after jsonb)"""

_COUNT = """
select kind, count(*) as number from live.differences where part = %(part)s group by 1"""
_COUNT_COLUMNS = """
select c.name, count(*) as number from live.differences d cross join lateral jsonb_object_keys(d.after) as c(name)
where part = %(part)s and kind = 'otherwise' group by 1 order by 2 desc, 1"""
_SAMPLES = """
select kind, key, moment as at, label, before, after from live.differences
where part = %(part)s order by kind = 'otherwise' desc, moment, key limit %(most)s"""


class Sample(BaseModel):
    """A row that is otherwise (then `before` and `after` hold what differs), or that only one record has."""

    kind: str
    key: str
    at: datetime | None
    label: str | None
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Compared(BaseModel):
    """A table: how many rows both records have, how many of them are otherwise, and in what; and those of one only."""

    compared: int
    otherwise: int = 0
    only_live: int = 0
    only_replayed: int = 0
    columns: dict[str, int] = {}
    samples: list[Sample] = []

    @property
    def differs(self) -> int:
        """Rows that are not the same in both."""
        return self.otherwise + self.only_live + self.only_replayed


@dataclass
class Comparison:
    """Every table, and how many messages are left out since something was told of them, or around them, meanwhile."""

    tables: dict[str, Compared] = field(default_factory=dict)
    moved_on: int = 0

    @property
    def differs(self) -> int:
        """Rows of all tables that are not the same in both."""
        return sum(table.differs for table in self.tables.values())


def compare(settings: Settings, own: Settings, plan: RecordPlan, complete: datetime) -> Comparison:
    """Compare the shadow with the live record, as far as everything was read: until `complete`."""
    until = min(filter(None, (plan.until, complete)))
    bounds = {"since": plan.since or datetime.min.replace(tzinfo=complete.tzinfo), "until": until}
    with connect(own, "admin") as admin, fenced(settings, plan.tenant_id) as live:
        admin.execute(_PREPARE)
        for table, key, into in _TABLES:
            admin.execute(f"create unlogged table {into} (like {table} including indexes)".encode())
            live.copy_table(table, key, admin, into)
        live.copy(_MOVED, admin, "live.moved", since=complete)  # after the rows: nothing that changed them is missed
        admin.execute("analyze")
        admin.execute(_PAIR, bounds)
        for statement in _groups():
            admin.execute(statement.encode())
        tables = dict(_compared(admin, bounds))
        (moved,) = admin.execute(_MOVED_ON, bounds).fetchall()
    return Comparison(tables, moved["number"])


_MOVED_ON = """
select count(*) as number from live.pair p join live.messages l on l.id = p.id
where not p.counts and l.created_at >= %(since)s and l.created_at < %(until)s and p.made"""


def _groups() -> Iterator[str]:
    for side in ("was", "made"):
        for group in ("session", "contact", "chat"):
            yield _GROUP.format(side=side, group=group)
            yield f"create index on live.group_{side}_{group} (id)"
        yield f"create index on live.pair ({side}_contact)"


def _compared(admin: Any, bounds: dict[str, Any]) -> Iterator[tuple[str, Compared]]:
    for part in _PARTS:
        was, made = _sides(part)
        (row,) = admin.execute(_COMPARE.format(part=part, was=was, made=made).encode(), bounds).fetchall()
        kinds = {one["kind"]: one["number"] for one in admin.execute(_COUNT, {"part": part})}
        columns = {one["name"]: one["number"] for one in admin.execute(_COUNT_COLUMNS, {"part": part})}
        samples = [Sample(**one) for one in admin.execute(_SAMPLES, {"part": part, "most": SAMPLES})]
        yield part, Compared(compared=row["compared"], columns=columns, samples=samples, **kinds)
