"""`ventros lake`: everything that the stream carried, in files: see, check, question and take it along."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track
from rich.table import Table

from api.auth.authenticate import Authenticator
from api.cli.logs import harmless
from api.cli.tenants import asked, inside
from api.cli.token import Output, OutputOption, TenantOption, moment
from contracts.core.user import Principal
from contracts.errors import Invalid
from contracts.settings import Settings
from contracts.topics import TOPICS
from memory.core.export import record_export
from memory.core.lake import lake_files
from memory.db import Database
from memory.sealed import Sealer
from pipelines.lake import query as asking
from pipelines.lake.export import export_topic
from pipelines.lake.query import Answer, Lake, lake_of
from pipelines.lake.store import Store
from pipelines.lake.verify import verify as looked_at

app = typer.Typer(help="See, check, question and export what the stream carried.", no_args_is_help=True)


CredentialOption = Annotated[
    str,
    typer.Option(
        envvar="VENTROS_CREDENTIAL",
        show_default=False,
        help="Whose eyes: a token (`ventros token`) or an API key.",
    ),
]
SinceOption = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="Only files with what came in since, in UTC.")
]
UntilOption = Annotated[
    datetime | None, typer.Option(parser=moment, metavar="TIME", help="Only files with what came in before, in UTC.")
]
TopicOption = Annotated[list[str] | None, typer.Option("--topic", help="Only this topic; may be repeated.")]


@app.command("ls")
def list_files(
    tenant: TenantOption, topic: TopicOption = None, since: SinceOption = None, until: UntilOption = None,
    output: OutputOption = Output.TEXT,
) -> None:  # fmt: skip
    """List the files of a tenant, by topic and day."""
    files = inside(Settings(), tenant, lambda tx: lake_files(tx, _known(topic), since, until))
    if output is Output.JSON:
        typer.echo(json.dumps([file.model_dump(mode="json") for file in files]))
        return
    table = Table("topic", "day", "files", "records", "size")
    for place in dict.fromkeys((file.topic, file.day) for file in files):
        its = [file for file in files if (file.topic, file.day) == place]
        records, size = sum(file.records for file in its), sum(file.bytes for file in its)
        table.add_row(place[0], str(place[1]), str(len(its)), f"{records:,}", f"{size / 1000:,.0f} kB")
    Console().print(table)


@app.command()
def verify(output: OutputOption = Output.TEXT) -> None:
    """Look at every file of every tenant: there, unchanged, readable, nothing missing or twice. Exit code 1 if not."""
    settings = Settings()
    sealer, store = Sealer.from_settings(settings), Store.of(settings)
    verdict = asked(settings, lambda db: looked_at(db, store, sealer))
    if output is Output.JSON:
        typer.echo(json.dumps(asdict(verdict)))
    else:
        erased = f", {verdict.erased:,} of them erased" if verdict.erased else ""
        typer.echo(f"{verdict.files:,} files with {verdict.records:,} records{erased}.")
        typer.echo("\n".join(verdict.faults) or "Nothing is missing, changed or twice.")
    raise typer.Exit(1 if verdict.faults else 0)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SELECT", help="One SELECT over the views; `show tables` lists them.")],
    credential: CredentialOption,
    since: SinceOption = None,
    until: UntilOption = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="Rows at most.")] = 1_000,
    output: OutputOption = Output.TEXT,
) -> None:
    """Ask the lake in SQL (DuckDB), as the credential may see it."""
    settings = Settings()
    lake, store = _lake(settings, credential, None, since, until), Store.of(settings)
    with asking.opened(lake, store) as connection:
        answer = asking.ask(connection, sql, limit)
    if output is Output.JSON:
        rows = [dict(zip(answer.columns, map(_plain, row), strict=True)) for row in answer.rows]
        typer.echo(json.dumps(rows, default=str))
    else:
        _show(answer)


@app.command()
def export(
    to: Annotated[Path, typer.Option(help="Folder for the files; one Parquet file a topic.")],
    credential: CredentialOption,
    topic: TopicOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
) -> None:
    """Take a tenant's records along, decrypted, as one Parquet file a topic. Needs `analytics.export`."""
    settings = Settings()
    topics = _known(topic) or list(TOPICS)
    lake, store = _lake(settings, credential, topics, since, until, "analytics.export"), Store.of(settings)
    readable = [name for name in topics if name in lake.readable]
    to.mkdir(parents=True, exist_ok=True)
    with asking.opened(lake, store) as connection:
        for name in track(readable, "Exporting", console=Console(stderr=True)):
            count = export_topic(connection, name, to / f"{name}.parquet")
            typer.echo(f"{to / f'{name}.parquet'}: {count:,} records")
    inside(settings, str(lake.tenant_id), lambda tx: record_export(tx, "lake", str(to.resolve())))


def _known(topics: list[str] | None) -> list[str] | None:
    if unknown := set(topics or ()) - TOPICS.keys():
        raise Invalid(f"There is no topic {min(unknown)}: choose from {', '.join(TOPICS)}.")
    return topics


def _lake(
    settings: Settings, credential: str, topics: list[str] | None, since: datetime | None, until: datetime | None,
    permission: str = "analytics.view",
) -> Lake:  # fmt: skip
    sealer = Sealer.from_settings(settings)

    async def see(db: Database) -> Lake:
        principal = await _who(settings, credential)
        principal.require(permission)
        async with db.tenant(principal.tenant_id) as tx:
            return await lake_of(tx, principal, sealer, topics, since, until)

    return asked(settings, see)


async def _who(settings: Settings, credential: str) -> Principal:
    async with Database(settings.dsn("gate"), size=1) as gate:
        return await Authenticator(settings, gate)(f"Bearer {credential}")


def _show(answer: Answer) -> None:
    table = Table(*answer.columns)
    for row in answer.rows:
        table.add_row(*(harmless(str(_plain(value))) for value in row))
    Console().print(table)
    if answer.more:
        typer.echo(f"There are more than {len(answer.rows):,} rows: --limit shows more.", err=True)


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return "" if value is None else value
