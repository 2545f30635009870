"""What doors told, with what their events leave out, as it is live."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson

from memory.copying import Fenced
from memory.crm.recording.by_hand import Deed
from pipelines.io import Record

_ROWS = {
    "message.created": """
select to_jsonb(m) as row from crm.messages m where m.tenant_id = %(tenant)s and m.id = %(id)s""",
    "contact.created": """
select to_jsonb(c) as row from crm.contacts c where c.tenant_id = %(tenant)s and c.id = %(id)s""",
}

_NAMES = """
with recursive chain as (
  select id, merged_into from crm.contacts where tenant_id = %(tenant)s and id = %(id)s
  union
  select c.id, c.merged_into from chain
  join crm.contacts c on c.tenant_id = %(tenant)s and c.id = chain.merged_into
)
select i.project_id, i.scheme, i.scope, i.value
from chain join crm.identities i on i.tenant_id = %(tenant)s and i.contact_id = chain.id
union
select n.project_id, n.scheme, n.scope, n.value
from crm.contact_merges g
cross join lateral jsonb_to_recordset(g.identities) as n(project_id uuid, scheme text, scope text, value text)
where g.tenant_id = %(tenant)s and g.merged_id = %(id)s"""

# Cuts stay, and go with the person: those of a close lie within its session.
_CUTS = """
with recursive chain as (
  select id, merged_into from crm.contacts where tenant_id = %(tenant)s and id = %(id)s
  union
  select c.id, c.merged_into from chain
  join crm.contacts c on c.tenant_id = %(tenant)s and c.id = chain.merged_into
)
select s.cut_at::text as at from chain join crm.session_cuts s on s.tenant_id = %(tenant)s and s.contact_id = chain.id
where s.channel_type = %(kind)s and s.cut_at >= %(since)s and s.cut_at < %(until)s"""


class Deeds:
    """Reads in short transactions, a few rows by key for each thing that was done by hand."""

    def __init__(self, live: Fenced) -> None:
        self._live = live

    def of(self, record: Record) -> Deed:
        """What an event of a door tells. Raises ValueError or KeyError when it cannot be read."""
        kind, told = record.headers["ce_type"], orjson.loads(record.value)
        contact = UUID(told["contact_id"]) if told.get("contact_id") else None
        return Deed(
            kind,
            told,
            contact,
            self._live.rows(_NAMES, id=contact) if contact else (),
            self._row(kind, record.headers["ce_subject"]),
            self._cuts(told) if kind == "session.ended" else (),
        )

    def _row(self, kind: str, subject: str) -> dict[str, Any] | None:
        found = self._live.rows(_ROWS[kind], id=subject) if kind in _ROWS else []
        return found[0]["row"] if found else None

    def _cuts(self, told: dict[str, Any]) -> Sequence[str]:
        when = {"since": told["started_at"], "until": told["ended_at"]}
        found = self._live.rows(_CUTS, id=told["contact_id"], kind=told["channel_type"], **when)
        return [row["at"] for row in found]
