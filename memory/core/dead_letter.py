"""What a flow could not digest: kept with its reason, shown, and driven through again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.envelope import CODE_VERSION
from contracts.errors import NotFound
from contracts.types import derived_id
from memory.db import Tx, as_json

NO_TENANT = UUID(int=0)
"""Whose dead letters are that do not say whose they are."""

_BURY = """
with buried as (
  insert into core.dead_letters as d (tenant_id, id, flow, cluster_id, topic, partition, "offset", key, headers, data,
    error_class, error, code_version)
  select %(tenant)s, r.id, r.flow, r.cluster_id, r.topic, r.partition, r."offset", r.key, r.headers, r.data::bytea,
    r.error_class, r.error, %(code_version)s
  from jsonb_to_recordset(%(rows)s::jsonb)
    as r(id uuid, flow text, cluster_id text, topic text, partition integer, "offset" bigint, key text, headers jsonb,
         data text, error_class text, error text)
  on conflict (tenant_id, id) do update set attempt = d.attempt + 1, error_class = excluded.error_class,
    error = excluded.error, code_version = excluded.code_version, redriven_at = null
  returning d.*
)
insert into core.outbox (tenant_id, event_id, topic, key, headers, data)
select %(tenant)s, b.id, b.topic || '.dlq', b.key,
  (select coalesce(json_agg(json_build_array(h.key, h.value)), '[]'::json) from jsonb_each_text(b.headers
    || jsonb_build_object('dl_flow', b.flow, 'dl_topic', b.topic, 'dl_partition', b.partition, 'dl_offset', b."offset",
         'dl_error_class', b.error_class, 'dl_error', b.error, 'dl_attempt', b.attempt,
         'dl_code_version', b.code_version, 'dl_encoding', 'base64')) h),
  encode(b.data, 'base64')
from buried b"""

_LIST = """
select id, flow, topic, partition, "offset", key, error_class, error, attempt, code_version, created_at, redriven_at
from core.dead_letters
where tenant_id = %(tenant)s and (%(all)s or redriven_at is null)
order by created_at desc, id limit %(limit)s"""

_SHOW = "select headers, data, key, topic, flow from core.dead_letters where tenant_id = %(tenant)s and id = %(id)s"

_REDRIVE_RAW = """
insert into core.journal (id, tenant_id, project_id, channel_id, channel_type, key, body, received_at)
select (headers ->> 'ce_id')::uuid, tenant_id, (headers ->> 'projectid')::uuid, (headers ->> 'channelid')::uuid,
  headers ->> 'channeltype', key, data, (headers ->> 'ce_ingestedtime')::timestamptz
from core.dead_letters where tenant_id = %(tenant)s and id = %(id)s and topic = 'raw.inbound'
on conflict (id) do update set seq = default, xid = default, archived_offset = null"""

_REDRIVE = """
insert into core.outbox (tenant_id, event_id, topic, key, headers, data)
select tenant_id, id, topic, key,
  (select json_agg(json_build_array(h.key, h.value)) from jsonb_each_text(headers) h), convert_from(data, 'UTF8')
from core.dead_letters where tenant_id = %(tenant)s and id = %(id)s and topic <> 'raw.inbound'"""

_REDRIVEN = "update core.dead_letters set redriven_at = now() where tenant_id = %(tenant)s and id = %(id)s"


class DeadLetter(BaseModel):
    """A record that a flow could not digest, and why."""

    id: UUID
    flow: str
    topic: str
    partition: int
    offset: int
    key: str
    error_class: str
    error: str
    attempt: int
    code_version: str
    created_at: datetime
    redriven_at: datetime | None


def dead_letter_id(tenant_id: UUID, flow: str, ce_id: str) -> UUID:
    """The same record in the same flow is the same dead letter, wherever in the log it lies."""
    return derived_id(tenant_id, flow, ce_id, "dead letter")


async def bury(tx: Tx, rows: list[dict[str, Any]]) -> None:
    """Keep what could not be digested and publish it to the topic's dead-letter twin."""
    once = list({row["id"]: row for row in rows}.values())  # the same record may have come twice in one batch
    if once:
        await tx.run(_BURY, rows=as_json(once), code_version=CODE_VERSION)


async def list_dead_letters(tx: Tx, *, limit: int = 50, everything: bool = False) -> list[DeadLetter]:
    """Dead letters, newest first; those driven through again only when asked for."""
    return await tx.all(DeadLetter, _LIST, limit=limit, all=everything)


async def show_dead_letter(tx: Tx, dead_letter_id: UUID) -> dict[str, Any]:
    """One dead letter with its headers and bytes. Raises NotFound."""
    rows = await tx.rows(_SHOW, id=dead_letter_id)
    if not rows:
        raise NotFound("There is no such dead letter here.")
    return rows[0]


async def redrive(tx: Tx, dead_letter_id: UUID) -> None:
    """Drive a dead letter through its topic again; readers that digested it before notice nothing. Raises NotFound."""
    if not await tx.run(_REDRIVEN, id=dead_letter_id):
        raise NotFound("There is no such dead letter here.")
    await tx.run(_REDRIVE_RAW, id=dead_letter_id)
    await tx.run(_REDRIVE, id=dead_letter_id)
