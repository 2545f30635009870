"""A conversation that is given whole, written into a tenant of its own as if it had been recorded: for evaluations.

Who said what, where one talk ends and the next begins, is known; nothing is derived, and nobody is told.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contracts.types import derived_id
from memory.db import Tx, as_json

_WRITE = """
with told as materialized (
  select * from json_to_recordset(%(rows)s::json)
    as r(id uuid, provider_id text, chat uuid, session uuid, contact uuid, speaker text, text text, language text,
         at timestamptz)
), project as (
  insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(place)s, 'given') on conflict do nothing
), channel as (
  insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)
  values (%(tenant)s, %(place)s, %(place)s, 'given', 'waha', 'given', '', '') on conflict do nothing
), contact as (
  insert into crm.contacts (tenant_id, id, project_id, name)
  select distinct %(tenant)s::uuid, contact, %(place)s::uuid, speaker from told where contact is not null
  on conflict do nothing
), chat as (
  insert into crm.chats (tenant_id, id, project_id, channel_id, type, external_id)
  select distinct %(tenant)s::uuid, chat, %(place)s::uuid, %(place)s::uuid, 'group', chat::text from told
  on conflict do nothing
), session as (
  insert into crm.sessions (tenant_id, id, project_id, contact_id, channel_type, status, started_at, last_activity_at,
    last_recorded_at, timeout_minutes)
  select %(tenant)s, session, %(place)s, min(contact::text)::uuid, 'waha', 'ended', min(at), max(at), max(at), 30
  from told where session is not null group by session
  on conflict do nothing
)
insert into crm.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, session_id,
  provider_id, from_me, content_type, text, status, source, language, timeout_minutes, at)
select %(tenant)s, id, %(place)s, %(place)s, 'waha', chat, contact, session, provider_id, false, 'text', text,
  'delivered', 'history_import', language, 30, at
from told"""


class Given(NamedTuple):
    """Something that was said. Without a speaker it is nobody's, without a session it stands alone."""

    id: str
    text: str
    at: datetime
    speaker: str
    chat: str
    session: str
    language: str


async def write_given(tx: Tx, said: Sequence[Given]) -> dict[UUID, str]:
    """Write a part of a conversation into its tenant; the given ids by those of the messages."""
    rows = [_row(tx.tenant_id, one) for one in said]
    await tx.run(_WRITE, place=derived_id(tx.tenant_id, "given", "project"), rows=as_json(rows))
    return {row["id"]: one.id for row, one in zip(rows, said, strict=True)}


def speaker_id(tenant_id: UUID, speaker: str) -> UUID:
    """The contact of a speaker."""
    return derived_id(tenant_id, speaker, "contact")


def _row(tenant_id: UUID, one: Given) -> dict[str, Any]:
    return {
        "id": derived_id(tenant_id, one.id, "message"),
        "provider_id": one.id,
        "chat": derived_id(tenant_id, one.chat, "chat"),
        "session": derived_id(tenant_id, one.session, "session") if one.session else None,
        "contact": speaker_id(tenant_id, one.speaker) if one.speaker else None,
        "speaker": one.speaker,
        "text": one.text,
        "language": one.language,
        "at": one.at,
    }
