"""Where edges come from: one way for each type and direction, out of the tables that there are.

A way starts at a node `n` (type, id). All of them together are one statement, of which each node takes its own: a way
of another type costs nothing.
"""

from dataclasses import dataclass

from contracts.crm.graph import EdgeType

LOOKED_AT = 2_000
"""Of what a person wrote, so many of the latest messages are looked through for whom and what they name; and so many of
the latest rows that name a person or a thing.
"""


@dataclass(frozen=True)
class Way:
    """Edges of one type, out of a node (`outward`) or into it. `rows` are those of a node that its condition admits.

    `since` and `known` are from when until when, of the world and of our knowing; `where` is the message that says so.
    """

    edge: str
    starts: str
    outward: bool
    other: str
    id: str
    rows: str
    since: tuple[str, str]
    known: tuple[str, str]
    where: str = "null"
    times: str = "1"

    def sql(self) -> str:
        """The select of it: the latest of a node, at most `each`, which hold at the times that are asked for."""
        return f"""
(select * from (
  select {self.edge} as edge, {self.outward} as outward, {self.other} as type, {self.id} as id,
    {self.since[0]} as valid_from, {self.since[1]}::timestamptz as valid_to,
    {self.known[0]} as known_from, {self.known[1]}::timestamptz as known_to,
    {self.where}::uuid as message_id, {self.times} as times
  from {self.rows} and {self.starts}
) b
where b.edge = any(%(edges)s::text[]) and {HOLDS.format("b.valid_from", "b.valid_to", "b.known_from", "b.known_to")}
order by b.valid_from desc, b.id, b.edge limit %(each)s)"""  # noqa: S608 - our own words


_KNOWN = """case when %(known)s::timestamptz is null then {1}::timestamptz is null
  else {0} <= %(known)s and ({1}::timestamptz is null or {1}::timestamptz > %(known)s) end"""

HOLDS = """case when %(world)s::timestamptz is null then {1}::timestamptz is null
  else {0} <= %(world)s and ({1}::timestamptz is null or {1}::timestamptz > %(world)s) end
  and """ + _KNOWN.replace("{1}", "{3}").replace("{0}", "{2}")
"""What holds at the times asked for, by the columns of the two times: the same for facts (memory/crm/fact.py)."""


def _within(table: str) -> str:
    return f"(%(project)s::uuid is null or {table}.project_id = %(project)s)"


def _row(kind: str) -> str:
    return f"n.type = '{kind}'"


_AT, _SEEN = ("m.at", "null"), ("m.created_at", "null")
_SAID = f"m.tenant_id = %(tenant)s and {_within('m')}"

# Whom an exact name leads to: looked up at the moment, so that a name may be older or younger than its contact.
_WHO = """
left join lateral (
  select i.contact_id from crm.identities i
  where i.tenant_id = %(tenant)s and i.project_id = m.project_id and i.scheme = x.kind and i.scope = ''
    and i.value = x.value
  offset 0
) i on true"""
_WHOM = ("case when i.contact_id is null then x.kind else 'contact' end", "coalesce(i.contact_id, x.node_id)")

# Laterals with `offset 0` are looked up one by one by key, whatever the statistics say: see search.sql.
_THAT = f"""cross join lateral (
  select m.id, m.at, m.created_at, m.contact_id, m.project_id, m.session_id, m.from_me from crm.messages m
  where {_SAID} and m.id = {{}}.message_id
  offset 0
) m"""  # noqa: S608

_MINE = f"""(
  select m.id, m.project_id, m.at, m.contact_id from crm.messages m
  where {_SAID} and m.contact_id = n.id and not m.from_me and (%(world)s::timestamptz is null or m.at <= %(world)s)
  order by m.at desc, m.id desc limit {LOOKED_AT}
) m
cross join lateral (
  select x.* from recall.mentions x where x.tenant_id = %(tenant)s and x.message_id = m.id offset 0
) x"""  # noqa: S608

_LATEST = f"""and {_KNOWN.format("x.known_from", "x.known_to")}
  order by x.known_from desc, x.message_id limit {LOOKED_AT}"""

# The names of a person, as nodes: computed apart, since a comparison with a function uses no index behind the fence.
_NAMING = f"""crm.identities i
cross join lateral (select recall.node_id(%(tenant)s, i.value) as id offset 0) v
cross join lateral (
  select x.* from recall.mentions x
  where x.tenant_id = %(tenant)s and x.node_id = v.id and x.kind = i.scheme {_LATEST}
) x
{_THAT.format("x")}
where i.tenant_id = %(tenant)s and i.contact_id = n.id and i.scope = '' and m.project_id = i.project_id"""  # noqa: S608

_NAMERS = f"""(
  select x.* from recall.mentions x
  where x.tenant_id = %(tenant)s and x.node_id = n.id and x.kind = n.type {_LATEST}
) x
{_THAT.format("x")}"""  # noqa: S608
_HELD = HOLDS.format("m.at", "null", "x.known_from", "x.known_to")

_AS_EDGE = """
join unnest(%(predicates)s::text[], %(labels)s::text[], %(kinds)s::text[]) as p(predicate, edge, kind)
  on p.predicate = f.predicate"""
_COUNTS = "f.tenant_id = %(tenant)s and f.extractor = %(extractor)s and f.modality = 'asserted'"
_OF_FACT = (("f.valid_from", "f.valid_to"), ("f.recorded_at", "f.invalidated_at"))
_OF_ONE = f"""(%(project)s::uuid is null or exists (
  select from crm.contacts c where c.tenant_id = %(tenant)s and c.id = f.contact_id and {_within("c")}))"""
_SURE = HOLDS.format("f.valid_from", "f.valid_to", "f.recorded_at", "f.invalidated_at")
_KNOWERS = f"""(
  select f.* from recall.facts f
  where {_COUNTS} and f.node_id = n.id and {_SURE}
  order by f.valid_from desc, f.id limit {LOOKED_AT}
) f
{_AS_EDGE} and p.kind = n.type"""  # noqa: S608
_OBJECTS = f"p.edge = '{EdgeType.HAS_OBJECTION}'"


def _grouped(other: str, id: str, rows: str) -> str:
    """Mentions of one by another, however often: since the first, told by the latest."""
    return f"""(
  select {other} as other, {id} as id, min(m.at) as at, min(x.known_from) as known_from, count(*)::integer as times,
    (array_agg(m.id order by m.at desc, m.id desc))[1] as message_id
  from {rows} and {_HELD}
  group by 1, 2
) g where (g.other, g.id) <> (n.type, n.id)"""  # noqa: S608


def _mentioned(starts: str, *, outward: bool, other: str, id: str, rows: str) -> Way:
    return Way(
        f"'{EdgeType.MENTIONED}'", starts, outward, "g.other", "g.id", _grouped(other, id, rows),
        ("g.at", "null"), ("g.known_from", "null"), "g.message_id", "g.times",
    )  # fmt: skip


def _plain(edge: EdgeType, starts: str, *, outward: bool, other: str, id: str, rows: str) -> Way:
    return Way(f"'{edge}'", starts, outward, f"'{other}'", id, rows, _AT, _SEEN, "m.id")


_SESSION = (("s.started_at", "null"), ("s.created_at", "null"))
_THINGS = "n.type <> all('{contact,session,message}'::text[])"

WAYS = (
    Way("'HAS_SESSION'", _row("contact"), True, "'session'", "s.id",
        f"crm.sessions s where s.tenant_id = %(tenant)s and s.contact_id = n.id and {_within('s')}", *_SESSION),
    Way("'HAS_SESSION'", _row("session"), False, "'contact'", "s.contact_id",
        f"crm.sessions s where s.tenant_id = %(tenant)s and s.id = n.id and {_within('s')}", *_SESSION),
    _plain(EdgeType.CONTAINS, _row("session"), outward=True, other="message", id="m.id",
           rows=f"crm.messages m where {_SAID} and m.session_id = n.id"),
    _plain(EdgeType.CONTAINS, _row("message"), outward=False, other="session", id="m.session_id",
           rows=f"crm.messages m where {_SAID} and m.id = n.id and m.session_id is not null"),
    _plain(EdgeType.REPLIED_TO, _row("message"), outward=True, other="message", id="r.id",
           rows=f"""crm.messages m
join crm.messages r on r.tenant_id = %(tenant)s and r.channel_id = m.channel_id and r.provider_id = m.reply_to
where {_SAID} and m.id = n.id"""),
    _plain(EdgeType.REPLIED_TO, _row("message"), outward=False, other="message", id="m.id",
           rows=f"""crm.messages r
join crm.messages m on {_SAID} and m.channel_id = r.channel_id and m.reply_to = r.provider_id
where r.tenant_id = %(tenant)s and r.id = n.id"""),
    Way("'MENTIONS'", _row("message"), True, *_WHOM,
        f"""crm.messages m join recall.mentions x on x.tenant_id = %(tenant)s and x.message_id = m.id {_WHO}
where {_SAID} and m.id = n.id""", _AT, ("x.known_from", "x.known_to"), "m.id"),
    Way("'MENTIONS'", _THINGS, False, "'message'", "m.id",
        f"{_NAMERS} where true",
        _AT, ("x.known_from", "x.known_to"), "m.id"),
    Way("'MENTIONS'", _row("contact"), False, "'message'", "m.id", _NAMING,
        _AT, ("x.known_from", "x.known_to"), "m.id"),
    _mentioned(_row("contact"), outward=True, other=_WHOM[0], id=_WHOM[1], rows=f"{_MINE} {_WHO} where true"),
    _mentioned(_THINGS, outward=False, other="'contact'", id="m.contact_id",
               rows=f"{_NAMERS} where m.contact_id is not null and not m.from_me"),
    _mentioned(_row("contact"), outward=False, other="'contact'", id="m.contact_id",
               rows=f"{_NAMING} and m.contact_id is not null and not m.from_me"),
    Way("p.edge", _row("contact"), True, "p.kind", "f.node_id",
        f"recall.facts f {_AS_EDGE} where {_COUNTS} and f.contact_id = n.id and {_OF_ONE} and not {_OBJECTS}",
        *_OF_FACT),
    Way("p.edge", _THINGS, False, "'contact'", "f.contact_id",
        f"{_KNOWERS} where {_OF_ONE} and not {_OBJECTS}", *_OF_FACT),
    Way("p.edge", _row("session"), True, "p.kind", "f.node_id",
        f"""(
  select distinct on (s.fact_id) s.fact_id, m.id, m.contact_id
  from (select m.id, m.at, m.contact_id from crm.messages m where {_SAID} and m.session_id = n.id offset 0) m
  cross join lateral (
    select s.fact_id from recall.fact_sources s where s.tenant_id = %(tenant)s and s.message_id = m.id offset 0
  ) s
  order by s.fact_id, m.at desc, m.id desc
) m
cross join lateral (
  select f.* from recall.facts f where {_COUNTS} and f.id = m.fact_id and f.contact_id = m.contact_id offset 0
) f
{_AS_EDGE} where {_OBJECTS}""", *_OF_FACT, "m.id"),  # noqa: S608 - our own words
    Way("p.edge", _THINGS, False, "'session'", "m.session_id",
        f"""{_KNOWERS}
cross join lateral (
  select distinct on (m.session_id) m.session_id, m.id
  from (
    select s.message_id from recall.fact_sources s where s.tenant_id = %(tenant)s and s.fact_id = f.id offset 0
  ) s
  {_THAT.format("s")}
  where m.session_id is not null
  order by m.session_id, m.at desc, m.id desc
) m
where {_OBJECTS}""", *_OF_FACT, "m.id"),  # noqa: S608
)  # fmt: skip
"""All of them."""

AROUND = f"""
select n.type as node_type, n.id as node_id, e.*
from unnest(%(types)s::text[], %(ids)s::uuid[]) as n(type, id)
cross join lateral ({" union all ".join(way.sql() for way in WAYS)}) e
order by e.valid_from desc, e.id, e.edge, e.outward"""  # noqa: S608
"""Every edge of the nodes, the latest first."""
