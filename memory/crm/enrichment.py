"""What models made of messages: one row per message, kind, provider, model and version."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from memory.db import Tx, as_json

_SAVE = """
insert into crm.enrichments as e
  (tenant_id, message_id, kind, provider, model, model_version, content_hash, result, took_ms, cost_micros)
select %(tenant)s, r.message_id, r.kind, r.provider, r.model, r.model_version, r.content_hash, r.result, r.took_ms,
  coalesce(r.cost_micros, 0)
from json_to_recordset(%(rows)s::json)
  as r(message_id uuid, kind text, provider text, model text, model_version text, content_hash bytea, result jsonb,
    took_ms double precision, cost_micros bigint)
where exists (select from crm.messages m where m.tenant_id = %(tenant)s and m.id = r.message_id)
on conflict (tenant_id, message_id, kind, provider, model, model_version) do update
  set content_hash = excluded.content_hash, result = excluded.result, created_at = excluded.created_at,
    took_ms = excluded.took_ms, cost_micros = excluded.cost_micros
  where (e.content_hash, e.result) is distinct from (excluded.content_hash, excluded.result)"""

_OF = """
select message_id, kind, provider, model, model_version, content_hash, result, took_ms, cost_micros
from crm.enrichments
where tenant_id = %(tenant)s and message_id = any(%(ids)s)
order by message_id, kind, provider, model, model_version"""


_KEY = ("message_id", "kind", "provider", "model", "model_version")


class Enrichment(BaseModel):
    """What one model made of one message: `content_hash` is the SHA-256 of what it was given.

    `took_ms` is the model's own time, `cost_micros` what that was charged, in millionths of a US dollar.
    """

    message_id: UUID
    kind: str
    provider: str
    model: str
    model_version: str
    content_hash: bytes
    result: dict[str, Any]
    took_ms: float | None = None
    cost_micros: int = 0


async def save_enrichments(tx: Tx, rows: Sequence[Mapping[str, Any]]) -> int:
    """Keep what models made of messages, each in place of what the same model made before; how many that changed.

    A row has the fields of Enrichment. Of two for the same message, kind and model the last one counts; one for a
    message that is gone is passed over.
    """
    last = {tuple(str(row[name]) for name in _KEY): row for row in rows}
    return await tx.run(_SAVE, rows=as_json(list(last.values()))) if last else 0


async def enrichments_of(tx: Tx, message_ids: Sequence[UUID]) -> list[Enrichment]:
    """Everything that models made of these messages."""
    return await tx.all(Enrichment, _OF, ids=list(message_ids))
