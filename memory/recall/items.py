"""What search remembers of messages. State-based: whatever is called, in whatever order and however often, the tables
follow from the present rows of `crm.messages` and the vectors offered for their present texts.

Calls about one message come one after the other: the key of its topic sees to that.
"""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import numpy as np
from numpy.typing import NDArray
from pgvector import HalfVector
from psycopg.errors import ForeignKeyViolation

from contracts.errors import Unavailable
from memory.db import Ask, Asked, Tx
from memory.recall.chunk import pieces

Vector = NDArray[np.float32]
"""768 numbers; a model with fewer is padded with zeros, which leaves the cosine as it is."""

Offered = tuple[UUID, bytes, HalfVector, int, str | None]
"""A vector of a message: the hash of the text it is of, and which piece of it, of which characters."""

EXACT = 5_000
"""Up to so many vectors of a tenant are searched exactly, at about 2 µs each."""

LONG = 20_000
"""Characters whose words are read at once."""

NEWEST = 1_000
"""Of a tenant that has more, so many of the newest are searched exactly, and the older ones in the graph."""

SEARCHABLE = r"m.revoked_at is null and m.text ~ '\S'"
"""What can be found of `crm.messages m`."""

# The laterals with `offset 0` are looked up one by one by key. Joined freely, a tenant too new for the statistics
# counts as one row, and the planner reads all of it.
_PRESENT = f"""
left join lateral (
  select m.id, m.text, coalesce(m.language, '') as language, sha256(convert_to(m.text, 'UTF8')) as content_hash,
    m.from_me, m.project_id, m.channel_id, m.at
  from crm.messages m
  where m.tenant_id = %(tenant)s and m.id = wanted.id and {SEARCHABLE}
  offset 0
) m on true
left join lateral (
  select i.id, i.kind, i.language, i.content_hash from recall.items i
  where i.tenant_id = %(tenant)s and i.message_id = wanted.id and i.kind = 'turn'
  offset 0
) i on true"""  # noqa: S608

_DIFFERENT = f"""
select wanted.id as message_id, i.id as item_id, m.id is not null as searchable,
  coalesce(length(m.text) > %(long)s, false) as long
from unnest(%(ids)s::uuid[]) as wanted(id) {_PRESENT}
where (i.id is null) <> (m.id is null) or i.language <> m.language or i.content_hash <> m.content_hash"""  # noqa: S608

_REMOVE = "delete from recall.items where tenant_id = %(tenant)s and id = any(%(ids)s)"

_RECORD_SOME = f"""
with turn as materialized (
  select m.id, m.text, coalesce(m.language, '') as language
  from unnest(%(ids)s::uuid[]) as wanted(id)
  join crm.messages m on m.tenant_id = %(tenant)s and m.id = wanted.id and {SEARCHABLE}
), word as materialized (
  select t.id, hashtextextended(w.lexeme, 0) as term, cardinality(w.positions) as n, w.plain
  from turn t cross join lateral recall.words(left(t.text, 20000), t.language) w
  <rest>
), posting as materialized (
  select id, term, max(n) as tf from word group by id, term
), size as (
  select id, least(sum(n) filter (where plain), 32767) as length, array_agg(distinct term) as terms
  from word group by id
), item as (
  insert into recall.items (tenant_id, message_id, language, content_hash, length, shard, terms)
  select %(tenant)s, t.id, t.language, sha256(convert_to(t.text, 'UTF8')), coalesce(s.length, 0), %(shard)s,
    coalesce(s.terms, '{{}}')
  from turn t left join size s using (id)
  on conflict do nothing
  returning id, message_id, length
)
insert into recall.postings (tenant_id, term, item_id, tf, length)
select %(tenant)s, p.term, i.id, p.tf, i.length
from item i join posting p on p.id = i.message_id
order by p.term"""  # noqa: S608

# tsvector counts 16,383 places: what is longer than LONG is read part by part.
_REST = """
  union all
  select t.id, hashtextextended(w.lexeme, 0), cardinality(w.positions), w.plain
  from turn t cross join generate_series(1, least((length(t.text) - 1) / 20000, 49)) part
  cross join lateral recall.words(substr(t.text, 1 + 20000 * part, 20000), t.language) w"""
_RECORD, _RECORD_LONG = _RECORD_SOME.replace("<rest>", ""), _RECORD_SOME.replace("<rest>", _REST)

_EMBED = f"""
insert into recall.embeddings
  (tenant_id, item_id, model, from_me, kind, project_id, channel_id, at, v, piece, span)
select %(tenant)s, i.id, %(model)s, m.from_me, i.kind, m.project_id, m.channel_id, m.at, wanted.v, piece, span
from unnest(
  %(ids)b::uuid[], %(hashes)b::bytea[], %(vectors)b::halfvec[], %(pieces)b::smallint[], %(spans)s::int4range[]
) as wanted(id, content_hash, v, piece, span) {_PRESENT}
where i.content_hash = wanted.content_hash and m.id is not null
on conflict do nothing"""  # noqa: S608

_UNEMBEDDED = f"""
select m.id as message_id, m.text, m.language, m.content_hash
from unnest(%(ids)s::uuid[]) as wanted(id) {_PRESENT}
left join lateral (
  select true as found from recall.embeddings e
  where e.tenant_id = %(tenant)s and e.item_id = i.id and e.model = %(model)s and e.piece = 0
    and i.content_hash = m.content_hash
  offset 0
) e on true
where m.id is not null and e.found is null
order by m.at, m.id"""  # noqa: S608

# A model that is in no list (an evaluation's) has the first graph.
_GROW = """
with older as (
  select item_id from recall.embeddings
  where tenant_id = %(tenant)s and model = %(model)s and not graph and not second_graph
  order by at desc, item_id desc
  offset case when exists (
    select from recall.embeddings where tenant_id = %(tenant)s and model = %(model)s and graph
  ) or exists (
    select from recall.embeddings where tenant_id = %(tenant)s and model = %(model)s and second_graph
  ) then %(newest)s else %(exact)s end
  limit %(most)s
), place as (
  select coalesce((select slot from recall.models where identity = %(model)s), 1) as slot
)
update recall.embeddings e set graph = slot = 1, second_graph = slot = 2 from older, place
where e.tenant_id = %(tenant)s and e.model = %(model)s and e.item_id = older.item_id"""


# An array is looked up by key, value by value; of a join nobody knows, with a tenant too new for the statistics.
_FOLD = """
with gone as (
  delete from recall.term_changes where tenant_id = %(tenant)s and id = any(array(
    select id from (
      select id from recall.term_changes where tenant_id = %(tenant)s order by id limit %(most)s for update
    ) oldest
  ))
  returning sign, terms
), changed as materialized (
  select term, sum(sign) as df from gone cross join lateral unnest(terms) as term group by term having sum(sign) <> 0
), counted as (
  insert into recall.terms as t (tenant_id, term, df)
  select %(tenant)s, term, df from changed order by term
  on conflict (tenant_id, term) do update set df = t.df + excluded.df
)
select count(*) as folded, array(select term from changed where df < 0) as rarer from gone"""

_UNUSED = "delete from recall.terms where tenant_id = %(tenant)s and term = any(%(terms)s) and df = 0"


class Unembedded(NamedTuple):
    """A text that has no vector yet, and the hash that says which text the vector will be of."""

    message_id: UUID
    text: str
    language: str
    content_hash: bytes


class Known(NamedTuple):
    """What is known of texts when they are written down: the vectors that a model made of them, by the text. Of a long
    one they are those of its pieces (memory/recall/chunk.py), each by its own.
    """

    model: str = ""
    vectors: Mapping[str, Vector] = MappingProxyType({})


class Piece(NamedTuple):
    """A part of a long text, from which character to which, with its vector."""

    start: int
    end: int
    vector: Vector


class Turn(NamedTuple):
    """A message to remember, with the vector of its text, if there is one, and the SHA-256 of the text it is of.

    A long one has pieces in place of the one vector.
    """

    message_id: UUID
    vector: Vector | None = None
    content_hash: bytes = b""
    pieces: Sequence[Piece] = ()


async def remember(tx: Tx, turns: Sequence[Turn], model: str, shard: int = 0) -> int:
    """Bring search up to date with these messages; how many changes that took, 0 when it already was.

    `shard` is the number of the writer: two that write at once for one tenant should have two. A vector of a text
    that is no longer the message's is passed over: `unembedded` will ask for it again.
    """
    offered = [one for turn in turns for one in _offer(turn)]
    async with tx.together() as ask:
        different = ask(_DIFFERENT, ids=sorted({turn.message_id for turn in turns}), long=LONG)
        embedded = _embed(ask, offered, model)
    changes = len(different.rows) + sum(one.count for one in embedded)
    if different.rows:
        stale = [row["item_id"] for row in different.rows if row["item_id"] is not None]
        missing = [row["message_id"] for row in different.rows if row["searchable"]]
        async with tx.together() as ask:
            if stale:
                ask(_REMOVE, ids=stale)
            if missing:
                record = _RECORD_LONG if any(row["long"] for row in different.rows) else _RECORD
                ask(record, ids=missing, shard=shard)
            embedded = _embed(ask, offered, model)
        changes += sum(one.count for one in embedded)
    return changes


async def add_vectors(tx: Tx, turns: Sequence[Turn], model: str) -> int:
    """Give items vectors of a model that they lack; how many. What says something else by now is passed over.

    Raises Unavailable when one of them is erased at the same moment: then it is called again.
    """
    offered = [one for turn in turns for one in _offer(turn)]
    try:
        async with tx.together() as ask:
            embedded = _embed(ask, offered, model)
    except ForeignKeyViolation as error:
        raise Unavailable("Something was erased while it was embedded: it is done again.") from error
    return sum(one.count for one in embedded)


def index_at_once(ask: Ask, texts: Mapping[UUID, str], known: Known, shard: int) -> None:
    """Make messages findable in the transaction that writes them: by their words, and where their vectors are known by
    their meaning. What is indexed already stays.
    """
    record = _RECORD_LONG if any(len(text) > LONG for text in texts.values()) else _RECORD
    ask(record, ids=list(texts), shard=shard)
    _embed(ask, [one for at, text in texts.items() for one in _offer(_turn(at, text, known))], known.model)


def _turn(message_id: UUID, text: str, known: Known) -> Turn:
    """A message with what is known of it; of a long one all of its pieces, or none."""
    parts = pieces(text)
    vectors = [known.vectors.get(part.said(text)) for part in parts]
    made = [Piece(part.start, part.end, v) for part, v in zip(parts, vectors, strict=True) if v is not None]
    if parts:
        return Turn(message_id, None, _hash(text), made if len(made) == len(parts) else ())
    return Turn(message_id, known.vectors.get(text), _hash(text))


def _offer(turn: Turn) -> list[Offered]:
    if turn.pieces:
        return [
            (turn.message_id, turn.content_hash, HalfVector(one.vector), number, f"[{one.start},{one.end})")
            for number, one in enumerate(turn.pieces)
        ]
    return [] if turn.vector is None else [(turn.message_id, turn.content_hash, HalfVector(turn.vector), 0, None)]


def _hash(text: str) -> bytes:
    return sha256(text.encode()).digest()


def _embed(ask: Ask, offered: list[Offered], model: str) -> list[Asked]:
    """Nothing where there is no item of that very text yet."""
    if not offered:
        return []
    ids, hashes, vectors, numbers, spans = (list(column) for column in zip(*offered, strict=True))
    return [ask(_EMBED, model=model, ids=ids, hashes=hashes, vectors=vectors, pieces=numbers, spans=spans)]


async def unembedded(tx: Tx, message_ids: Sequence[UUID], model: str) -> list[Unembedded]:
    """Those of these messages whose present text has no vector of this model, in the order of the conversation."""
    rows = await tx.rows(_UNEMBEDDED, ids=list(message_ids), model=model)
    return [Unembedded(**row) for row in rows]


async def forget(tx: Tx, message_ids: Sequence[UUID]) -> int:
    """Take messages out of search; how many were in it."""
    return await tx.run(
        "delete from recall.items where tenant_id = %(tenant)s and message_id = any(%(ids)s)", ids=list(message_ids)
    )


async def fold_terms(tx: Tx, most: int) -> int:
    """Count what came and went of words, up to `most` items; how many. For a word not counted yet search takes one.

    Who folds at the same time waits, since both begin with the oldest.
    """
    (row,) = await tx.rows(_FOLD, most=most)
    if row["rarer"]:
        await tx.run(_UNUSED, terms=row["rarer"])
    return int(row["folded"])


async def grow_graph(tx: Tx, model: str, *, exact: int = EXACT, newest: int = NEWEST, most: int) -> int:
    """Take older vectors of a tenant that has more than `exact` into the graph; how many, at most `most`.

    2.5 ms of a core each, so it is done aside from the stream. Search is right without it, only slower.
    """
    return await tx.run(_GROW, model=model, exact=exact, newest=newest, most=most)
