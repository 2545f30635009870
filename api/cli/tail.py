"""`ventros tail`: messages as they arrive."""

import asyncio
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.text import Text

from api.cli.logs import harmless
from api.cli.token import Output, OutputOption, tenant_id
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.message import MessageCreated
from contracts.envelope import Envelope
from contracts.errors import NotFound, Unavailable
from contracts.settings import Settings
from memory.crm.channel import get_channel
from memory.db import Database
from pipelines.io import Record

LONGEST = 200
TOPIC = MessageCreated.spec.topic


def tail(
    tenant: Annotated[str | None, typer.Option(help="Only this tenant's, by id or by name.")] = None,
    from_start: Annotated[bool, typer.Option("--from-start", help="Begin with what the log still holds.")] = False,
    count: Annotated[int | None, typer.Option(min=1, help="End after so many messages.")] = None,
    output: OutputOption = Output.TEXT,
) -> None:
    """Show messages as they arrive.

    A line is: time, tenant, channel, direction, text. Ctrl-C ends it.
    """
    from pipelines.examine import follow

    settings = Settings()
    only = tenant_id(settings, tenant) if tenant else None
    console, named = Console(), _names(settings)
    with suppress(KeyboardInterrupt):  # how it ends
        for envelope in islice(_created(follow(settings, TOPIC, from_start=from_start), only), count):
            _show(console, envelope, output, named)


def _created(records: Iterable[Record | None], only: UUID | None) -> Iterator[Envelope]:
    """What tells of a new message of the tenant, or of any."""
    for record in records:
        if record is None or record.headers.get("ce_type") != MessageCreated.spec.type:
            continue
        envelope = Envelope.receive(record.topic, record.key, record.headers, record.value)
        if only in (None, envelope.tenant_id):
            yield envelope


Names = Callable[[UUID, UUID], str]
"""The name of a channel, by tenant and id."""


def _show(console: Console, envelope: Envelope, output: Output, named: Names) -> None:
    if output is Output.JSON:
        about = {"id": str(envelope.id), "time": envelope.time.isoformat(), "tenant_id": str(envelope.tenant_id)}
        typer.echo(json.dumps({**about, "data": json.loads(envelope.data)}, ensure_ascii=False))
        return
    message = MessageCreated.read(json.loads(envelope.data))
    channel = named(envelope.tenant_id, message.channel_id)
    console.print(line(message, envelope.tenant_id, channel, envelope.time), soft_wrap=True)


def line(message: MessageCreated, tenant: UUID, channel: str, at: datetime) -> Text:
    """A message in one line: what is said is cut, and control characters in it do nothing to the terminal."""
    said = message.text if message.text is not None else f"[{message.content_type}]"
    arrow, colour = ("→", "cyan") if message.from_me else ("←", "green")
    return Text.assemble(
        (f"{at.astimezone():%Y-%m-%d %H:%M:%S}  {str(tenant)[:8]}  ", "dim"),
        f"{_cut(channel, 20):<20}  ",
        (f"{arrow} ", colour),
        _cut(said, LONGEST),
    )


def _cut(text: str, longest: int) -> str:
    plain = " ".join(harmless(text).split())
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


def _names(settings: Settings) -> Names:
    @cache
    def named(tenant: UUID, channel: UUID) -> str:
        try:
            return asyncio.run(_name(settings, tenant, channel))
        except (NotFound, Unavailable):  # it was taken away, or Postgres is: its id says which it was
            return str(channel)[:8]

    return named


async def _name(settings: Settings, tenant: UUID, channel: UUID) -> str:
    principal = Principal(tenant_id=tenant, subject="operator", role=ProjectRole.ADMIN)
    async with Database(settings.dsn("app"), size=1) as database, database.tenant(tenant) as tx:
        return (await get_channel(tx, principal, channel)).name
