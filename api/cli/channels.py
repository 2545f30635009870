"""`ventros channels`: connect an operator's own WAHA, and see what is connected."""

import json
import time
from collections.abc import Iterator
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from api.cli.logs import harmless
from api.cli.tenants import inside
from api.cli.token import Output, OutputOption, ProjectOption, TenantOption
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.channel import Channel, ChannelConnected, ChannelDraft, ChannelType
from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.crm.channel import list_channels
from memory.db import Tx
from pipelines.examine import follow
from pipelines.io import Record

RAW = "raw.inbound"
EVENTS = (
    "message.any",
    "message.ack",
    "message.ack.group",
    "message.reaction",
    "message.edited",
    "message.revoked",
    "message.waiting",
    "session.status",
    "group.v2.join",
    "group.v2.leave",
    "group.v2.update",
    "group.v2.participants",
    "chat.archive",
    "label.upsert",
    "label.deleted",
)
"""The events of WAHA that we make something of."""

app = typer.Typer(help="Connect and list channels.", no_args_is_help=True)
adding = typer.Typer(no_args_is_help=True)
app.add_typer(adding, name="add")


@adding.callback()
def add() -> None:
    """Connect a channel."""


@adding.command()
def waha(  # noqa: PLR0913, PLR0917 - they are the options of the command
    tenant: TenantOption,
    base_url: Annotated[str, typer.Option(help="Address of the WAHA server.", prompt="Address of your WAHA server")],
    api_key: Annotated[str, typer.Option(help="Its API key.", prompt="Its API key", hide_input=True)],
    name: Annotated[str, typer.Option(help="What the channel is called here.")] = "WhatsApp",
    session: Annotated[str, typer.Option(help="The session in WAHA.")] = "default",
    project: ProjectOption = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for the first event.")] = True,
    timeout: Annotated[float, typer.Option(help="How many seconds to wait.")] = 300.0,
    output: OutputOption = Output.TEXT,
) -> None:
    """Connect your own WAHA: prints what to paste there, and waits for the first event."""
    settings = Settings()
    config = {"base_url": base_url, "api_key": api_key}
    draft = ChannelDraft(name=name, type=ChannelType.WAHA, external_id=session, project_id=project, config=config)
    heard = follow(settings, RAW) if wait else iter(())
    next(heard, None)  # listens from here on: no event of the new channel can be missed
    connected = _connect(settings, tenant, draft)
    if output is Output.JSON:
        typer.echo(json.dumps({**connected.model_dump(mode="json"), "waha": waha_config(connected)}))
    else:
        _explain(connected)
    if wait:
        _await_event(heard, connected, timeout)


@app.command("list")
def list_all(tenant: TenantOption, output: OutputOption = Output.TEXT) -> None:
    """List the channels of a tenant, newest first."""
    channels = inside(Settings(), tenant, _every_channel)
    if output is Output.JSON:
        typer.echo(json.dumps([channel.model_dump(mode="json") for channel in channels]))
        return
    table = Table("id", "name", "type", "session", "status", "last message")
    for one in channels:
        last = f"{one.last_message_at.astimezone():%Y-%m-%d %H:%M}" if one.last_message_at else "never"
        table.add_row(str(one.id), harmless(one.name), one.type, one.external_id, one.status, last)
    Console().print(table)


def waha_config(connected: ChannelConnected) -> dict[str, Any]:
    """The body of WAHA's `POST /api/sessions` (or PUT on one that is there) that sends its events here, signed."""
    hook = {"url": connected.webhook_url, "events": list(EVENTS), "hmac": {"key": connected.webhook_secret}}
    return {"name": connected.channel.external_id, "config": {"webhooks": [hook]}}


def waha_environment(connected: ChannelConnected) -> dict[str, str]:
    """The same for a WAHA whose webhook is set by its environment."""
    return {
        "WHATSAPP_HOOK_URL": connected.webhook_url,
        "WHATSAPP_HOOK_EVENTS": ",".join(EVENTS),
        "WHATSAPP_HOOK_HMAC_KEY": connected.webhook_secret,
    }


def _explain(connected: ChannelConnected) -> None:
    channel = connected.channel
    typer.echo(f"Channel   {channel.id} ({channel.name})")
    typer.echo(f"Webhook   {connected.webhook_url}")
    typer.echo(f"Secret    {connected.webhook_secret}")
    typer.echo("The secret is shown this once. Paste one of these into WAHA.\n")
    typer.echo(f"Session configuration, PUT /api/sessions/{channel.external_id}:")
    typer.echo(json.dumps(waha_config(connected), indent=2))
    typer.echo("\nOr the environment of the server, for all its sessions:")
    typer.echo("\n".join(f"{name}={value}" for name, value in waha_environment(connected).items()))
    typer.echo("")


def _await_event(heard: Iterator[Record | None], connected: ChannelConnected, timeout: float) -> None:
    """Wait for a webhook of this channel. Raises Unavailable when none comes in time."""
    console = Console(stderr=True)
    deadline = time.monotonic() + timeout
    with console.status("Waiting for the first event; Ctrl-C ends the waiting, the channel stays …"):
        for record in heard:
            if record and record.headers.get("channelid") == str(connected.channel.id):
                break
            if time.monotonic() > deadline:
                raise Unavailable(
                    f"No event came within {timeout:g} s. The channel stays. Does WAHA reach {connected.webhook_url}?"
                    " Its log says what became of its calls; `ventros doctor` looks at our side."
                )
    console.print("The first event is here: the channel works. `ventros tail` shows the messages.")


def _connect(settings: Settings, tenant: str, draft: ChannelDraft) -> ChannelConnected:
    from api.crm.channel import connect_channel
    from memory.sealed import Sealer

    sealer = Sealer.from_settings(settings)
    return inside(settings, tenant, lambda tx: connect_channel(tx, _operator(tx), draft, sealer, settings))


async def _every_channel(tx: Tx) -> list[Channel]:
    page = await list_channels(tx, _operator(tx), limit=100)
    channels = page.items
    while page.next:
        page = await list_channels(tx, _operator(tx), limit=100, cursor=page.next)
        channels += page.items
    return channels


def _operator(tx: Tx) -> Principal:
    return Principal(tenant_id=tx.tenant_id, subject="operator", role=ProjectRole.ADMIN)
