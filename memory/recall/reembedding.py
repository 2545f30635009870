"""The vectors of one model made, compared and removed beside those of another. State-based, as all of search: what is
missing is looked for, so that anybody can go on at any time.
"""

from typing import Any, NamedTuple

import numpy as np

from memory.db import Tx
from memory.recall.items import EXACT, SEARCHABLE, Unembedded, Vector

# As many items as the step is long, in the order in which they came; of those without a vector the texts.
_STEP = f"""
with step as materialized (
  select id, message_id, content_hash from recall.items
  where tenant_id = %(tenant)s and id > %(after)s and id <= %(until)s order by id limit %(most)s
), missing as (
  select m.id as message_id, m.text, m.language, s.content_hash
  from step s
  cross join lateral (
    select m.id, m.text, coalesce(m.language, '') as language from crm.messages m
    where m.tenant_id = %(tenant)s and m.id = s.message_id and {SEARCHABLE}
      and sha256(convert_to(m.text, 'UTF8')) = s.content_hash
    offset 0
  ) m
  where not exists (
    select from recall.embeddings e
    where e.tenant_id = %(tenant)s and e.item_id = s.id and e.model = %(model)s
  )
)
select looked.*, missing.*
from (select max(id) as upto, count(*) as looked from step) looked
left join missing on true"""  # noqa: S608

_NEWEST = "select coalesce(max(id), 0) as id from recall.items where tenant_id = %(tenant)s"

# The three parts that a model's vectors may be in: each has its index.
_DROP = """
delete from recall.embeddings e using (
  (select item_id from recall.embeddings
   where tenant_id = %(tenant)s and model = %(model)s and not graph and not second_graph limit %(most)s)
  union all
  (select item_id from recall.embeddings where tenant_id = %(tenant)s and model = %(model)s and graph limit %(most)s)
  union all
  (select item_id from recall.embeddings
   where tenant_id = %(tenant)s and model = %(model)s and second_graph limit %(most)s)
  limit %(most)s
) gone
where e.tenant_id = %(tenant)s and e.model = %(model)s and e.item_id = gone.item_id
  and exists (select from recall.models where identity = %(model)s and state = 'dropping')"""

# The newest of a tenant that both models have embedded.
_BOTH = f"""
select i.id as item_id, i.content_hash, left(m.text, 1000) as text, o.v as old, n.v as new
from (
  select m.id, m.text from crm.messages m
  where m.tenant_id = %(tenant)s and {SEARCHABLE} order by m.at desc, m.id desc limit %(most)s
) m
cross join lateral (
  select i.id, i.content_hash from recall.items i
  where i.tenant_id = %(tenant)s and i.message_id = m.id and i.kind = 'turn' offset 0
) i
cross join lateral (
  select e.v from recall.embeddings e
  where e.tenant_id = %(tenant)s and e.item_id = i.id and e.model = %(old)s and e.piece = 0 offset 0
) o
cross join lateral (
  select e.v from recall.embeddings e
  where e.tenant_id = %(tenant)s and e.item_id = i.id and e.model = %(new)s and e.piece = 0 offset 0
) n"""  # noqa: S608


class Step(NamedTuple):
    """A piece of a tenant's items, in the order in which they came: up to which, how many, and the texts of those that
    a model has no vector of.
    """

    upto: int
    looked: int
    missing: list[Unembedded]


class Both(NamedTuple):
    """A text with the vectors that two models made of it."""

    item_id: int
    content_hash: bytes
    text: str
    old: Vector
    new: Vector


async def step(tx: Tx, model: str, after: int, until: int, most: int) -> Step:
    """Look through the items that came after one, up to another, at most so many."""
    rows = await tx.rows(_STEP, model=model, after=after, until=until, most=most)
    first = rows[0]
    missing = [
        Unembedded(row["message_id"], row["text"], row["language"], bytes(row["content_hash"]))
        for row in rows
        if row["message_id"] is not None
    ]
    return Step(first["upto"] or until, first["looked"], missing)


async def newest(tx: Tx) -> int:
    """The item of a tenant that came last; 0 when there is none."""
    (row,) = await tx.rows(_NEWEST)
    return int(row["id"])


async def items(tx: Tx) -> int:
    """About how many items a tenant has."""
    (row,) = await tx.rows("select coalesce(sum(n), 0) as n from recall.corpus where tenant_id = %(tenant)s")
    return int(row["n"])


async def vectors(tx: Tx) -> dict[str, int]:
    """How many vectors a tenant has of each model."""
    rows = await tx.rows(
        "select model, count(*) as n from recall.embeddings where tenant_id = %(tenant)s group by model"
    )
    return {row["model"]: row["n"] for row in rows}


async def drop_vectors(tx: Tx, model: str, most: int) -> int:
    """Remove vectors of a model that was given up; how many, at most `most`."""
    return await tx.run(_DROP, model=model, most=most)


async def both(tx: Tx, old: str, new: str, most: int = EXACT) -> list[Both]:
    """The newest texts of a tenant that two models have embedded, at most so many."""
    rows = await tx.rows(_BOTH, old=old, new=new, most=most)
    return [
        Both(row["item_id"], bytes(row["content_hash"]), row["text"], *(_numbers(row[name]) for name in ("old", "new")))
        for row in rows
    ]


def _numbers(halves: Any) -> Vector:
    numbers: Vector = halves.to_numpy().astype(np.float32)
    return numbers
