"""What an erasure does with each table that has a tenant: declared once, for what goes, what is counted and exported.

A table whose rows leave with messages, contacts or sessions (ON DELETE CASCADE) needs no line. A test fails for any
other table that is missing here.
"""

import re
from collections.abc import Mapping
from typing import Any, LiteralString

from psycopg.errors import ForeignKeyViolation

from contracts.errors import Unavailable
from memory.crm.erasing.person import Person
from memory.db import Tx

THEIRS: Mapping[str, LiteralString] = {
    # What nobody else called so. It comes first: the facts leave with their messages.
    "recall.entity_merges": """exists (
      select from unnest(array[t.from_id, t.into_id]) as e(id)
      where exists (select from recall.facts f where f.tenant_id = t.tenant_id and f.node_id = e.id
          and f.contact_id = any(%(contacts)s))
        and not exists (select from recall.facts f where f.tenant_id = t.tenant_id and f.node_id = e.id
          and f.contact_id <> all(%(contacts)s)))""",
    "recall.mentions": "t.kind || ':' || t.value = any(%(actors)s)",  # others name them; their own leave with messages
    "core.quarantine": """exists (select from crm.messages m where m.tenant_id = t.tenant_id
      and m.contact_id = any(%(contacts)s) and m.id::text = t.row_id)
      or t.row_id = any(%(contacts)s::uuid[]::text[]) or t.row_id = any(%(chats)s::uuid[]::text[])
      or exists (select from crm.sessions s where s.tenant_id = t.tenant_id and s.contact_id = any(%(contacts)s)
        and s.id::text = t.row_id)""",
    "crm.message_pending": """t.actor = any(%(actors)s) or t.chat = any(%(names)s)
      or exists (select from jsonb_array_elements(t.actors) a
        where (a ->> 'scheme') || ':' || (a ->> 'value') = any(%(actors)s))""",
    "crm.message_reactions": "t.actor = any(%(actors)s)",
    "crm.messages": "t.contact_id = any(%(contacts)s) or (t.contact_id is null and t.chat_id = any(%(chats)s))",
    "crm.session_cuts": "t.contact_id = any(%(contacts)s)",
    "crm.sessions": "t.contact_id = any(%(contacts)s)",
    "crm.chat_members": "t.external_id = any(%(names)s)",
    "crm.chats": "t.contact_id = any(%(contacts)s)",
    "crm.identities": "t.contact_id = any(%(contacts)s)",
    "crm.contact_merges": "t.survivor_id = any(%(contacts)s) or t.merged_id = any(%(contacts)s)",
    "crm.contacts": "t.id = any(%(contacts)s)",
}
"""The rows of a person, in the order in which they go: a condition on the table, which is called `t`."""

# What nobody points at any more: a webhook may be on its way into the record at the same moment.
_FREE: Mapping[str, LiteralString] = {
    "crm.chats": "not exists (select from crm.messages m where m.tenant_id = t.tenant_id and m.chat_id = t.id)",
    "crm.contacts": "not exists (select from crm.messages m where m.tenant_id = t.tenant_id and m.contact_id = t.id)",
}

LOOKED_THROUGH: Mapping[str, str] = {
    "core.outbox": "Events about them go, others lose their names (others.py).",
    "core.journal": "Their webhooks go, others lose what they quote (others.py).",
    "core.kept_raw": "Their webhooks go, others lose what they quote (others.py).",
    "core.dead_letters": "Their webhooks and events go, others lose what they quote (others.py).",
    "core.lake_keys": "Their keys go, and with them what the files hold of them (memory/crm/erasure.py).",
}
"""Tables in which whose a row is cannot be said by a condition."""

STAYS: Mapping[str, str] = {
    "core.projects": "It is about no person.",
    "core.users": "It is about who works here.",
    "core.api_keys": "It is about who comes in.",
    "core.analyst": "It is about who comes in.",
    "core.exports": "It says which copies have to be recalled.",
    "core.lake_files": "It names files, by days.",
    "core.tool_calls": "It says who called what, with the sizes of arguments alone.",
    "core.confirmations": "It holds numbers of used confirmations.",
    "crm.channels": "It is about no person.",
    "crm.labels": "It names kinds of conversations.",
    "crm.erasures": "It is the proof, without a name.",
    "crm.tombstones": "It keeps them away, without a name.",
    "recall.postings": "They leave with their items, by a trigger.",
    "recall.term_changes": "It is folded into the counts within seconds.",
    "recall.terms": "It counts hashes of words, and counts theirs no more.",
    "recall.corpus": "It counts texts, and counts theirs no more.",
}
"""Tables that hold nothing of a person, and why that is so."""

# The columns of a first foreign key that cascades, beside the tenant: by them the rows that leave are found.
_CHILDREN = """
select c.conrelid::regclass::text as child, c.confrelid::regclass::text as parent,
  (select string_agg(format('t.%%I = p.%%I', a.attname, b.attname), ' and ')
   from unnest(c.conkey, c.confkey) as k(mine, its)
   join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.mine
   join pg_attribute b on b.attrelid = c.confrelid and b.attnum = k.its) as joined
from pg_constraint c
where c.contype = 'f' and c.confdeltype = 'c' and c.confrelid::regclass::text = any(%(tables)s)
order by 1"""

ROUND = 200
"""Rows that one transaction removes: the relay waits for every one that writes."""


async def count_theirs(tx: Tx, person: Person) -> dict[str, int]:
    """How many rows of which table are theirs."""
    counted = {}
    for table, condition in (await _conditions(tx)).items():
        query: Any = f"select count(*) as n from {table} t where t.tenant_id = %(tenant)s and ({condition})"  # noqa: S608
        (row,) = await tx.rows(query, **person.asked())
        counted[table] = int(row["n"])
    return {table: number for table, number in counted.items() if number}


async def rows_of(tx: Tx, person: Person, most: int) -> dict[str, list[dict[str, Any]]]:
    """Their rows, table by table, at most `most` of each."""
    found = {}
    for table, condition in (await _conditions(tx)).items():
        query: Any = (
            f"select to_jsonb(t) as row from {table} t"  # noqa: S608 - names and conditions of ours
            f" where t.tenant_id = %(tenant)s and ({condition}) limit %(most)s"
        )
        if rows := await tx.rows(query, **person.asked(), most=most):
            found[table] = [row["row"] for row in rows]
    return found


async def remove_some(tx: Tx, table: str, person: Person, most: int = ROUND) -> int:
    """Remove some of their rows of a table; how many there were, at most `most`.

    Raises Unavailable when a webhook that was on its way has just added to them: then it is done again.
    """
    query: Any = f"""
delete from {table} where ctid = any(array(
  select t.ctid from {table} t
  where t.tenant_id = %(tenant)s and ({THEIRS[table]}) and {_FREE.get(table, "true")} limit %(most)s))"""  # noqa: S608
    try:
        return await tx.run(query, **person.asked(), most=most)
    except ForeignKeyViolation as error:
        raise Unavailable("Something of the person came in at this moment.") from error


async def _conditions(tx: Tx) -> dict[str, LiteralString]:
    """The condition of every table that holds something of a person, whether declared or leaving with what is."""
    found = dict(THEIRS)
    for row in await tx.rows(_CHILDREN, tables=list(THEIRS)):
        parent, condition = row["parent"], re.sub(r"\bt\.", "p.", THEIRS[row["parent"]])
        reached: Any = f"exists (select from {parent} p where {row['joined']} and ({condition}))"
        found[row["child"]] = f"({found[row['child']]}) or {reached}" if row["child"] in found else reached
    return found
