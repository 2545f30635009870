"""`ventros analytics`: the marts, and the analysts who read them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli.installation import Told, embedded
from api.cli.tenants import inside
from api.cli.token import Output, OutputOption, TenantOption, duration, tenant_id
from contracts.settings import Settings
from memory.core.analyst import grant_analyst, list_analysts, revoke_analyst
from memory.core.export import record_export
from memory.core.mart import read_mart
from memory.migrate import migrate
from pipelines import analytics, local
from pipelines.local.temporal import check_client

SHOWN = {
    "fct_messages": ["sent_at", "direction", "channel_name", "content_type", "language", "sentiment", "status"],
    "fct_sessions": ["started_at", "status", "message_count", "duration_seconds", "agent_response_time_seconds"],
    "dim_contacts": ["name", "language", "source_channel", "valid_from", "valid_to", "is_current"],
    "fct_conversations": [
        "last_message_at",
        "status",
        "message_count",
        "first_response_seconds",
        "waiting_since",
        "link",
    ],
    "fct_response_times": ["asked_at", "channel_name", "wait_number", "response_seconds", "is_answered_in_session"],
    "fct_enrichments": ["sent_at", "kind", "provider", "sentiment", "entity_count", "took_ms", "cost_usd"],
    "fct_events": ["occurred_at", "event_type", "origin", "aggregate_version", "aggregate_id"],
}
"""What fits on a screen of each mart; `--column` asks for others."""

NO_SCHEDULE = "Nobody has made a schedule yet: `ventros run workers` does, or --every."

TenantArgument = Annotated[str, typer.Argument(help="Tenant, by id or by name.", metavar="TENANT")]

app = typer.Typer(help="Build the marts, and let analysts in.", no_args_is_help=True)


@app.command()
def build(
    full_refresh: Annotated[bool, typer.Option("--full-refresh", help="Make the tables anew.")] = False,
    select: Annotated[list[str] | None, typer.Option(help="Only these models; may be repeated.")] = None,
) -> None:
    """Build and test the marts with dbt; starts Postgres when it does not run."""
    with _postgres() as settings:
        results = analytics.build(settings, full_refresh=full_refresh, select=select or [], say=typer.echo)
    models, tests = analytics.models(results), analytics.tests(results)
    typer.echo(f"Models built: {len(models)}. Tests passed: {len(tests)}.")


@app.command("schedule")
def show_schedule(
    every: Annotated[str | None, typer.Option(help="Build so often from now on: 30m, 1h, 7d.")] = None,
    off: Annotated[bool, typer.Option("--off", help="Build no more until somebody says so.")] = False,
    output: OutputOption = Output.TEXT,
) -> None:
    """Say when the marts are built and how it went, or change it; starts Temporal when it does not run."""
    if every and off:
        raise typer.BadParameter("say --every or --off, not both")
    often = duration(every) if every else None
    with _temporal() as settings:
        from pipelines.workflows import schedule

        if often or off:
            schedule.asked(settings, lambda client: schedule.switch(client, often))
        plan = schedule.asked(settings, schedule.read)
    if output is Output.JSON:
        typer.echo(plan.model_dump_json() if plan else "null")
    else:
        typer.echo("\n".join(plan.lines() if plan else [NO_SCHEDULE]))


@app.command("docs")
def write_docs() -> None:
    """Write dbt's page about the marts, with their lineage, as one file; starts Postgres when it does not run."""
    with _postgres() as settings:
        page = analytics.document(settings, say=lambda line: typer.echo(line, err=True))
    typer.echo(page)


@app.command()
def freshness() -> None:
    """Say when something was last recorded, by source of the marts; exit 1 where that is more than a day ago."""
    with _postgres() as settings:
        found = analytics.freshness(settings)
    for one in found:
        newest = f"{one.newest:%Y-%m-%d %H:%M}" if one.newest else "nothing yet"
        typer.echo(f"{'fresh' if one.fresh else 'stale'}  {one.name:<17} {newest}")
    if not all(one.fresh for one in found):
        raise typer.Exit(1)


@app.command()
def grant(tenant: TenantArgument, output: OutputOption = Output.TEXT) -> None:
    """Make a login that reads the marts of a tenant, and print it this once, with five questions."""
    with _postgres() as settings:
        analyst = grant_analyst(settings, tenant_id(settings, tenant))
    dsn, asked = analyst.dsn.get_secret_value(), analytics.questions()
    if output is Output.JSON:
        questions = [one._asdict() for one in asked]
        typer.echo(json.dumps({"login": analyst.login, "dsn": dsn, "questions": questions}))
        return
    typer.echo(f"{dsn}\n")
    typer.echo("The password is not stored and cannot be shown again. docs/analysts.md explains the marts.", err=True)
    for number, one in enumerate(asked, 1):
        typer.echo(f"-- {number}. {one.title}\n{one.query}\n")


@app.command()
def revoke(login: Annotated[str, typer.Argument(help="The analyst's login.")]) -> None:
    """End an analyst's login and its sessions."""
    with _postgres() as settings:
        revoke_analyst(settings, login)
    typer.echo(f"{login} is revoked.")


@app.command("list")
def list_logins(output: OutputOption = Output.TEXT) -> None:
    """List the analysts' logins."""
    with _postgres() as settings:
        logins = list_analysts(settings)
    if output is Output.JSON:
        typer.echo(json.dumps([one.model_dump(mode="json") for one in logins]))
        return
    for one in logins:
        typer.echo(f"{one.login}  {one.created_at:%Y-%m-%d}  {one.tenant_id}")


@app.command()
def export(
    tenant: TenantArgument,
    to: Annotated[Path, typer.Option(help="Folder for a Parquet file a mart, and marts.duckdb with all of them.")],
    output: OutputOption = Output.TEXT,
) -> None:
    """Take a tenant's marts along: as Parquet, and as one DuckDB file that answers the same questions."""
    from pipelines.mart_export import DUCKDB, export_marts

    with _postgres() as settings, Console(stderr=True).status("Exporting …") as status:
        counts = export_marts(
            settings, tenant_id(settings, tenant), to, lambda mart, count: status.update(f"{mart}: {count:,} rows …")
        )
        inside(settings, tenant, lambda tx: record_export(tx, "marts", str(to.resolve())))
    if output is Output.JSON:
        typer.echo(json.dumps(counts))
        return
    for mart, count in counts.items():
        typer.echo(f"{to / mart}.parquet: {count:,} rows")
    typer.echo(f"{to / DUCKDB}: all of them")


@app.command()
def show(
    mart: Annotated[str, typer.Argument(help="Such as fct_sessions.")],
    tenant: TenantOption,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many rows, newest first.")] = 20,
    column: Annotated[list[str] | None, typer.Option(help="Show this column; may be repeated.")] = None,
) -> None:
    """Show the newest rows of a mart as a table."""
    with _postgres() as settings:
        rows = read_mart(settings, mart, tenant_id(settings, tenant), limit)
    Console().print(table(mart, rows, column or SHOWN.get(mart)))


def table(mart: str, rows: list[dict[str, Any]], columns: list[str] | None = None) -> Table:
    """Rows of a mart, for the terminal. Raises typer.BadParameter for a column that it does not have."""
    shown = columns or list(rows[0] if rows else ())
    if rows and (missing := set(shown) - set(rows[0])):
        raise typer.BadParameter(f"{mart} has no column {', '.join(sorted(missing))}: it has {', '.join(rows[0])}")
    drawn = Table(*(name.replace("_", " ") for name in shown), title=mart, title_justify="left")
    for row in rows:
        drawn.add_row(*(_cell(row[name]) for name in shown))
    return drawn


@contextmanager
def _temporal() -> Iterator[Settings]:
    """Settings of a Temporal that runs: ours is started when nobody has. Raises Invalid where there is none."""
    told = Told()
    if "temporal" in embedded(told) and not local.running(told.data_dir):
        with local.start(told.data_dir, ["temporal"]):
            yield Settings()
    else:
        check_client(settings := Settings())
        yield settings


def _cell(value: Any) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return "" if value is None else escape(", ".join(value) if isinstance(value, list) else str(value))


@contextmanager
def _postgres() -> Iterator[Settings]:
    """Settings of a database that runs: ours is started, and brought to the present schema, when nobody has."""
    told = Told()
    if "postgres" not in embedded(told) or local.running(told.data_dir):
        yield Settings()
        return
    with local.start(told.data_dir, ["postgres"]):
        settings = Settings()
        migrate(settings)
        yield settings
