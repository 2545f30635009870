import json
from uuid import uuid4

import pytest

from contracts.crm.channel import ChannelDraft, ChannelPatch, ChannelStatus
from contracts.errors import Invalid, NotFound, StaleVersion
from memory.crm.channel import (
    activate_channel,
    connect_channel,
    deactivate_channel,
    delete_channel,
    get_channel,
    list_channels,
    update_channel,
)
from memory.sealed import CannotOpen, channel_context

CONFIG = {"base_url": "https://waha.example.com", "api_key": "invented"}


@pytest.fixture
async def connected(db, tenant_id, who, project_id, sealer):
    draft = ChannelDraft(name="Balcão", type="waha", external_id="default", project_id=project_id, config=CONFIG)
    async with db.tenant(tenant_id) as tx:
        return await connect_channel(tx, who, draft, sealer, "https://crm.example.com/")


async def test_a_connected_channel_says_what_to_paste_at_the_provider(connected, told):
    assert connected.webhook_url == f"https://crm.example.com/webhooks/{connected.channel.id}"
    assert len(bytes.fromhex(connected.webhook_secret)) == 32
    assert connected.channel.status is ChannelStatus.INACTIVE
    assert (await told())[-1] == ("channel.created", 1)


async def test_credentials_are_kept_sealed_each_for_its_own_place(db, tenant_id, connected, sealer):
    channel_id = connected.channel.id
    async with db.tenant(tenant_id) as tx:
        (row,) = await tx.rows("select config_sealed, secret_sealed from crm.channels where id = %(id)s", id=channel_id)
        told = await tx.rows("select data from core.outbox where tenant_id = %(tenant)s")
    config = sealer.open(row["config_sealed"], channel_context(tenant_id, channel_id, "config"))
    secret = sealer.open(row["secret_sealed"], channel_context(tenant_id, channel_id, "secret"))
    assert (json.loads(config), secret.decode()) == (CONFIG, connected.webhook_secret)
    with pytest.raises(CannotOpen):
        sealer.open(row["config_sealed"], channel_context(tenant_id, channel_id, "secret"))
    assert not any("invented" in one["data"] or connected.webhook_secret in one["data"] for one in told)


async def test_settings_of_a_channel_change_and_a_null_timeout_is_the_projects(db, tenant_id, who, connected, told):
    channel_id = connected.channel.id
    async with db.tenant(tenant_id) as tx:
        changed = await update_channel(tx, who, channel_id, ChannelPatch(name="Loja", session_timeout_minutes=5), 1)
        assert (changed.name, changed.session_timeout_minutes, changed.version) == ("Loja", 5, 2)
        cleared = await update_channel(tx, who, channel_id, ChannelPatch(session_timeout_minutes=None), 2)
        assert (cleared.name, cleared.session_timeout_minutes, cleared.version) == ("Loja", None, 3)
        assert await update_channel(tx, who, channel_id, ChannelPatch(name="Loja"), 3) == cleared
        with pytest.raises(StaleVersion):
            await update_channel(tx, who, channel_id, ChannelPatch(name="Balcão"), 1)
        with pytest.raises(Invalid, match="allow_groups"):
            await update_channel(tx, who, channel_id, ChannelPatch(allow_groups=None), 3)
    assert [kind for kind, _ in await told()].count("channel.updated") == 2


async def test_a_channel_is_switched_on_and_off_and_says_so_once(db, tenant_id, who, connected, told):
    channel_id = connected.channel.id
    async with db.tenant(tenant_id) as tx:
        on = await activate_channel(tx, who, channel_id)
        assert await activate_channel(tx, who, channel_id) == on
        off = await deactivate_channel(tx, who, channel_id)
    assert (on.status, off.status, off.version) == (ChannelStatus.ACTIVE, ChannelStatus.INACTIVE, 3)
    assert (await told())[-2:] == [("channel.activated", 2), ("channel.deactivated", 3)]


async def test_a_channel_taken_away_is_gone_for_people_and_for_webhooks(db, gate, tenant_id, who, connected, told):
    channel_id = connected.channel.id
    assert len(await gate.query("select * from core.resolve_channel(%s)", (channel_id,))) == 1
    async with db.tenant(tenant_id) as tx:
        await delete_channel(tx, who, channel_id, 1)
        for gone in (
            get_channel(tx, who, channel_id),
            delete_channel(tx, who, channel_id, 2),
            activate_channel(tx, who, channel_id),
        ):
            with pytest.raises(NotFound):
                await gone
        assert (await list_channels(tx, who)).items == []
    assert await gate.query("select * from core.resolve_channel(%s)", (channel_id,)) == []
    assert (await told())[-1] == ("channel.deleted", 2)


async def test_a_channel_of_another_project_is_not_there(db, tenant_id, who, connected):
    bound = who.model_copy(update={"project_id": uuid4()})
    async with db.tenant(tenant_id) as tx:
        assert (await list_channels(tx, bound)).items == []
        for hidden in (get_channel(tx, bound, connected.channel.id), activate_channel(tx, bound, connected.channel.id)):
            with pytest.raises(NotFound):
                await hidden
