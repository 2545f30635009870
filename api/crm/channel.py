"""The doors of channels."""

from fastapi import APIRouter
from pydantic import ValidationError

from api.door import door
from connectors import CONNECTORS
from connectors.http import check_url
from contracts.core.user import Principal
from contracts.crm.channel import ChannelConnected, ChannelDraft
from contracts.errors import Invalid
from contracts.settings import Settings
from memory.crm import channel
from memory.db import Tx
from memory.sealed import Sealer

router = APIRouter(prefix="/api/v1/crm", tags=["channels"])


async def connect_channel(
    tx: Tx, principal: Principal, draft: ChannelDraft, sealer: Sealer, settings: Settings
) -> ChannelConnected:
    """Connect a channel; the answer holds what to paste at the provider, and shows the secret this once."""
    _check(draft, settings)
    return await channel.connect_channel(tx, principal, draft, sealer, settings.public_url)


def _check(draft: ChannelDraft, settings: Settings) -> None:
    """Raise Invalid, naming no value, unless the config is the connector's and leads to where we may call."""
    try:
        CONNECTORS[draft.type].Settings.model_validate(draft.config)
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)
        raise Invalid(
            "; ".join(".".join(map(str, ("config", *one["loc"]))) + ": " + one["msg"] for one in wrong)
        ) from None
    if "base_url" in draft.config:
        check_url(draft.config["base_url"], settings.outbound_allow)


ONE = "/channels/{channel_id}"

door(router, "GET /channels", channel.list_channels, permission="channels.view", tool="get_channels")
door(router, "POST /channels", connect_channel, permission="channels.manage", status=201)
door(router, f"GET {ONE}", channel.get_channel, permission="channels.view")
door(router, f"PATCH {ONE}", channel.update_channel, permission="channels.manage")
door(router, f"DELETE {ONE}", channel.delete_channel, permission="channels.manage", status=204)
door(router, f"POST {ONE}/activate", channel.activate_channel, permission="channels.manage")
door(router, f"POST {ONE}/deactivate", channel.deactivate_channel, permission="channels.manage")
