import secrets
from datetime import UTC, datetime, timedelta

import pytest

from contracts.connector import Raw
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedMessage
from memory.crm.channel import connect_channel
from memory.crm.message import list_messages
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.sealed import Sealer

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def who(tenant_id):
    return Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)


@pytest.fixture
def sealer():
    return Sealer({"k1": secrets.token_bytes(32)})


@pytest.fixture
def connect(db, tenant_id, who, project_id, sealer):
    """`await connect("Balcão")`: a new channel."""

    async def connected(name="Balcão"):
        draft = ChannelDraft(name=name, type="waha", project_id=project_id)
        async with db.tenant(tenant_id) as tx:
            return (await connect_channel(tx, who, draft, sealer, "https://crm.example.com")).channel

    return connected


@pytest.fixture
def hear(db, tenant_id, who):
    """`await hear(channel, "Oi", minute=3)`: a message as the channel reports it, recorded."""

    async def heard(channel, text, *, phone="+5531900000001", minute=0, group=None):
        observed = ObservedMessage(
            provider_id=secrets.token_hex(8),
            at=NOON + timedelta(minutes=minute),
            from_me=False,
            chat=group or f"{phone.removeprefix('+')}@c.us",
            chat_type=ChatType.GROUP if group else ChatType.INDIVIDUAL,
            who=[Identity("phone", phone)],
            name="Bia",
            text=text,
        )
        raw = Raw(tenant_id, channel.project_id, channel.id, channel.type, text.encode(), NOON)
        async with db.tenant(tenant_id, origin="flow") as tx:
            await record(tx, [Arrival(raw, observed)])
            found = await list_messages(tx, who, channel_id=channel.id)
        return next(one for one in found.items if one.provider_id == observed.provider_id)

    return heard


@pytest.fixture
def told(db, tenant_id):
    """`await told()`: type, aggregate version and origin of every event, in the order of telling."""

    async def events():
        async with db.tenant(tenant_id) as tx:
            rows = await tx.rows("select headers from core.outbox where tenant_id = %(tenant)s order by id")
        found = [dict(row["headers"]) for row in rows]
        return [(one["ce_type"], int(one["ce_aggregateversion"])) for one in found if one["ce_origin"] == "door"]

    return events
