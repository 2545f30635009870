"""`ventros erase`, `ventros export-contact`: a person who asked to be forgotten, or for what is held of them."""

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from api.cli.logs import harmless
from api.cli.scan import show, told
from api.cli.token import Output, OutputOption, TenantOption, tenant_id
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.erasure import Confirmation, ErasureAnswer
from contracts.errors import Unavailable
from contracts.settings import Settings
from memory.core.export import record_export
from memory.crm.erasing.person import find_person
from memory.crm.erasing.theirs import rows_of
from memory.crm.erasure import UnderWay, erase_contact, export_contact
from memory.db import Database
from memory.scan import Found
from memory.sealed import Sealer
from pipelines.erasing.export import records_of
from pipelines.erasing.reading import named_by
from pipelines.erasing.work import SETTLED, Eraser
from pipelines.lake.store import Store
from pipelines.scan import scan

TRIES = 3
"""How often it is gone on with when somebody else came in between, or something is away."""

LOOKED_FOR = 100
"""Texts of the person that `--verify` looks for besides the names: the longest ones."""

SHORTEST = 8
"""Characters of the shortest text that is looked for: what is shorter, others say too."""

ContactArgument = Annotated[UUID, typer.Argument(metavar="CONTACT", help="Id of the contact.")]


def erase(
    contact: ContactArgument,
    tenant: TenantOption,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask whether it is meant.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Then look everywhere for what was theirs.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Erase a person and everything they said, for good.

    It tells what would go and asks first. With `--verify` the exit code is 1 when anything of it is found afterwards.
    """
    settings = Settings()
    whose = tenant_id(settings, tenant)
    try:
        asked = asyncio.run(_ask(settings, whose, contact, Confirmation()))
    except UnderWay:
        typer.echo(asyncio.run(_work(settings, whose)) or "That was asked for before: it was gone on with.")
        return
    if output is Output.TEXT:
        _show(asked)
    if not yes:
        typer.confirm("Erase all of this, for good?", abort=True)
    texts = asyncio.run(_texts(settings, whose, contact)) if verify else []
    begun = asyncio.run(_ask(settings, whose, contact, Confirmation(confirmation=asked.confirmation)))
    hindered = asyncio.run(_work(settings, whose))
    found = asyncio.run(_look(settings, texts)) if verify else []
    if output is Output.JSON:
        typer.echo(json.dumps({**begun.model_dump(mode="json"), "found": told(found) if verify else None}))
    else:
        _done(begun, hindered)
        if verify:
            show(found)
    raise typer.Exit(1 if found else 0)


def export(
    contact: ContactArgument,
    tenant: TenantOption,
    to: Annotated[Path | None, typer.Option(help="File to write. Default: standard output.")] = None,
) -> None:
    """Give everything that is held of a person, as one JSON document.

    The rows of the tables, webhooks and events that wait, and what the lake has under their keys.
    """
    settings = Settings()
    target = str(to.resolve()) if to else "standard output"
    text = asyncio.run(_export(settings, tenant_id(settings, tenant), contact, target))
    if to:
        to.write_text(text)
        typer.echo(f"{to}: {len(text):,} characters")
    else:
        typer.echo(text)


def _operator(tenant: UUID) -> Principal:
    return Principal(tenant_id=tenant, subject="operator", role=ProjectRole.ADMIN)


async def _ask(settings: Settings, tenant: UUID, contact: UUID, said: Confirmation) -> ErasureAnswer:
    sealer = Sealer.from_settings(settings)
    async with Database(settings.dsn("app"), size=1) as db, db.tenant(tenant) as tx:
        return await erase_contact(tx, _operator(tenant), contact, said, sealer, named_by)


async def _texts(settings: Settings, tenant: UUID, contact: UUID) -> list[str]:
    """What of theirs is looked for afterwards: exact names, what they are called, the longest of what they said."""
    async with Database(settings.dsn("app"), size=1) as db, db.tenant(tenant) as tx:
        person = await find_person(tx, contact, named_by)
        rows = await rows_of(tx, person, 10_000)
    names = {row["name"] for row in rows.get("crm.contacts", ())} | set(person.marks.names)
    said = {row["text"] for row in rows.get("crm.messages", ()) if row["text"] and not row["from_me"]}
    longest = sorted(said, key=len, reverse=True)[:LOOKED_FOR]
    return sorted(text for text in {*names, *longest} if len(text) >= SHORTEST)


async def _work(settings: Settings, tenant: UUID) -> str:
    """Do what can be done from here, now; what stood against the rest, if anything did."""
    hindered = ""
    async with Database(settings.dsn("app"), size=2) as db:
        eraser = Eraser(settings, db, Store.of(settings), Sealer.from_settings(settings))
        for _ in range(TRIES):
            try:
                await eraser.go_on(tenant)
            except Unavailable as error:
                hindered = str(error)
                await asyncio.sleep(1)
            else:
                return ""
    return hindered


async def _look(settings: Settings, texts: Sequence[str]) -> list[Found]:
    async with Database(settings.dsn("app"), size=1) as db:
        return await scan(settings, db, texts)


async def _export(settings: Settings, tenant: UUID, contact: UUID, target: str) -> str:
    async with Database(settings.dsn("app"), size=1) as db:
        async with db.tenant(tenant) as tx:
            await record_export(tx, "contact", target)
            held = await export_contact(tx, _operator(tenant), contact, named_by)
            person = await find_person(tx, contact, named_by)
        besides = await records_of(db, Store.of(settings), Sealer.from_settings(settings), tenant, person)
    return json.dumps({**held.model_dump(mode="json"), **besides}, ensure_ascii=False, indent=2, default=str)


def _show(asked: ErasureAnswer) -> None:
    table = Table("would go", "rows", title=f"{len(asked.contacts)} contacts of one person")
    for name, number in sorted(asked.would_remove.items()):
        table.add_row(name, f"{number:,}")
    Console(stderr=True).print(table)


def _done(begun: ErasureAnswer, hindered: str) -> None:
    if begun.erasure:
        what = f"not all of it from here ({hindered})" if hindered else "all that was there is gone"
        typer.echo(f"Erasure {begun.erasure.id} of contact {begun.erasure.contact_id}: {what}.")
        at = (begun.erasure.asked_at + SETTLED).astimezone()
        typer.echo(f"The process `heavy` looks once more after {at:%H:%M}, for what was on its way; then it is done.")
    typer.echo(f"Kafka forgets what it was told by {begun.broker_until.astimezone():%Y-%m-%d %H:%M}.")
    for one in begun.exports:
        typer.echo(f"To be recalled by hand: {one.kind} of {one.made_at:%Y-%m-%d}, {harmless(one.target)}")
