"""Channels: connected, changed, switched on and off, taken away. Credentials are sealed and never shown again."""

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from contracts.core.user import Principal
from contracts.crm.channel import (
    Channel,
    ChannelActivated,
    ChannelConnected,
    ChannelCreated,
    ChannelDeactivated,
    ChannelDeleted,
    ChannelDraft,
    ChannelEvent,
    ChannelPatch,
    ChannelStatus,
    ChannelUpdated,
    advance,
)
from contracts.errors import NotFound
from contracts.types import Page
from memory.db import Database, Tx, as_json
from memory.page import Cursor, Limit, keys, page
from memory.request import changes_to, expected, project_for
from memory.sealed import Sealer, channel_context

_LIST = """
select c.id, c.version, c.project_id, c.name, c.type, c.status, c.external_id, c.session_timeout_minutes,
  c.allow_groups, c.last_message_at, c.last_error, c.created_at, c.updated_at
from crm.channels c
where c.tenant_id = %(tenant)s and c.deleted_at is null
  and (%(project)s::uuid is null or c.project_id = %(project)s)
  and (%(after_at)s::timestamptz is null or (c.created_at, c.id) < (%(after_at)s, %(after_id)s))
order by c.created_at desc, c.id desc
limit %(rows)s"""

_GET = """
select id, version, project_id, name, type, status, external_id, session_timeout_minutes, allow_groups,
  last_message_at, last_error, created_at, updated_at
from crm.channels
where tenant_id = %(tenant)s and id = %(id)s and deleted_at is null
  and (%(project)s::uuid is null or project_id = %(project)s)"""

_LOCK = _GET + "\nfor no key update"

_CREATE = """
insert into crm.channels (tenant_id, id, project_id, name, type, external_id, session_timeout_minutes, allow_groups,
  config_sealed, secret_sealed)
values (%(tenant)s, %(id)s, %(project)s, %(name)s, %(type)s, %(external_id)s, %(session_timeout_minutes)s,
  %(allow_groups)s, %(config)s, %(secret)s)
returning id, version, project_id, name, type, status, external_id, session_timeout_minutes, allow_groups,
  last_message_at, last_error, created_at, updated_at"""

# status_at: what the provider reported of a moment before this one no longer counts.
_WRITE = """
update crm.channels set
  name = %(name)s, session_timeout_minutes = %(session_timeout_minutes)s, allow_groups = %(allow_groups)s,
  status_at = case when status = %(status)s then status_at else now() end, status = %(status)s,
  deleted_at = case when %(gone)s then now() end, version = version + 1, updated_at = now()
where tenant_id = %(tenant)s and id = %(id)s
returning id, version, project_id, name, type, status, external_id, session_timeout_minutes, allow_groups,
  last_message_at, last_error, created_at, updated_at"""


_RESOLVE = "select tenant_id, project_id, type, secret_sealed from core.resolve_channel(%s)"


@dataclass(frozen=True)
class Resolved:
    """Whose a channel is, as it is found out before a tenant is known."""

    tenant_id: UUID
    project_id: UUID
    type: str
    secret_sealed: bytes


async def resolve_channel(gate: Database, channel_id: UUID) -> Resolved:
    """The channel that something came in for. Raises NotFound, Unavailable."""
    rows = await gate.query(_RESOLVE, (channel_id,))
    if not rows:
        raise NotFound("There is no channel at this address.")
    return Resolved(**rows[0])


async def list_channels(
    tx: Tx, principal: Principal, *, limit: Limit = 50, cursor: Cursor | None = None
) -> Page[Channel]:
    """List the channels, newest first."""
    found = await tx.all(Channel, _LIST, project=principal.project_id, **keys(limit, cursor))
    return page(found, limit, lambda channel: (channel.created_at, channel.id))


async def get_channel(tx: Tx, principal: Principal, channel_id: UUID) -> Channel:
    """Show a channel."""
    return await tx.one(Channel, _GET, id=channel_id, project=principal.project_id)


async def connect_channel(
    tx: Tx, principal: Principal, draft: ChannelDraft, sealer: Sealer, public_url: str
) -> ChannelConnected:
    """Connect a channel; the answer holds what to paste at the provider, and shows the secret this once."""
    project_id, channel_id, secret = await project_for(tx, principal, draft.project_id), uuid4(), secrets.token_hex(32)
    sealed = {
        "config": sealer.seal(as_json(draft.config).encode(), channel_context(tx.tenant_id, channel_id, "config")),
        "secret": sealer.seal(secret.encode(), channel_context(tx.tenant_id, channel_id, "secret")),
    }
    told = draft.model_dump(exclude={"config", "project_id"})
    channel = await tx.one(Channel, _CREATE, id=channel_id, project=project_id, **told, **sealed)
    _tell_created(tx, channel)
    url = f"{public_url.rstrip('/')}/webhooks/{channel.id}"
    return ChannelConnected(channel=channel, webhook_url=url, webhook_secret=secret)


async def update_channel(tx: Tx, principal: Principal, channel_id: UUID, patch: ChannelPatch, version: int) -> Channel:
    """Change the settings of a channel; a timeout of null is the project's."""
    found = expected(await _lock(tx, principal, channel_id), version)
    changes = changes_to(found, patch, clearable={"session_timeout_minutes"})
    if not changes:
        return found
    changed = await _write(tx, found.model_copy(update=changes))
    _tell(tx, changed, ChannelUpdated(channel_id=changed.id, changes=changes, updated_at=changed.updated_at))
    return changed


async def activate_channel(tx: Tx, principal: Principal, channel_id: UUID) -> Channel:
    """Switch a channel on; the provider's reports then say how it really is."""
    return await _move(tx, principal, channel_id, ChannelStatus.ACTIVE)


async def deactivate_channel(tx: Tx, principal: Principal, channel_id: UUID) -> Channel:
    """Switch a channel off."""
    return await _move(tx, principal, channel_id, ChannelStatus.INACTIVE)


async def delete_channel(tx: Tx, principal: Principal, channel_id: UUID, version: int) -> None:
    """Take a channel away: its webhook answers as unknown, its conversations stay."""
    found = expected(await _lock(tx, principal, channel_id), version)
    gone = await _write(tx, found, gone=True)
    _tell(tx, gone, ChannelDeleted(channel_id=gone.id, deleted_at=gone.updated_at))


async def _lock(tx: Tx, principal: Principal, channel_id: UUID) -> Channel:
    return await tx.one(Channel, _LOCK, id=channel_id, project=principal.project_id)


async def _write(tx: Tx, channel: Channel, *, gone: bool = False) -> Channel:
    values = channel.model_dump(include={"id", "name", "session_timeout_minutes", "allow_groups", "status"})
    return await tx.one(Channel, _WRITE, gone=gone, **values)


async def _move(tx: Tx, principal: Principal, channel_id: UUID, to: ChannelStatus) -> Channel:
    found = await _lock(tx, principal, channel_id)
    if advance(found.status, to) is found.status:
        return found
    moved = await _write(tx, found.model_copy(update={"status": to}))
    if to is ChannelStatus.ACTIVE:
        _tell(tx, moved, ChannelActivated(channel_id=moved.id, activated_at=moved.updated_at))
    else:
        _tell(tx, moved, ChannelDeactivated(channel_id=moved.id, deactivated_at=moved.updated_at))
    return moved


def _tell_created(tx: Tx, channel: Channel) -> None:
    event = ChannelCreated(
        channel_id=channel.id,
        project_id=channel.project_id,
        tenant_id=tx.tenant_id,
        name=channel.name,
        type=channel.type,
        external_id=channel.external_id,
        created_at=channel.created_at,
    )
    _tell(tx, channel, event)


def _tell(tx: Tx, channel: Channel, event: ChannelEvent) -> None:
    tx.emit(event, version=channel.version, time=channel.updated_at)
