import json
import re
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from rich.console import Console
from typer import BadParameter
from typer.testing import CliRunner

from api.cli.analytics import SHOWN, app, table
from contracts.errors import Invalid, NotFound, Unavailable
from contracts.settings import Settings
from pipelines import local
from pipelines.workflows.schedule import NAME, asked


@pytest.fixture
def run(environment):
    """`run("grant", …)`: what became of the command."""
    return lambda *args: CliRunner().invoke(app, args)


@pytest.fixture
def planned(run, temporal, monkeypatch):
    """`planned(…)`: what `ventros analytics schedule` says of a Temporal without a schedule, as it is left again."""
    monkeypatch.setenv("VENTROS_TEMPORAL_URL", temporal.settings["temporal_url"])
    with suppress(Unavailable):  # others use the same Temporal
        asked(Settings(), lambda client: client.get_schedule_handle(NAME).delete())
    yield lambda *args: run("schedule", *args)
    asked(Settings(), lambda client: client.get_schedule_handle(NAME).delete())


@pytest.fixture
def granted(run, tenant_id):
    """What `grant` answered, as JSON; revoked at the end."""
    answer = json.loads(run("grant", str(tenant_id), "--output", "json").stdout)
    yield answer
    run("revoke", answer["login"])


def test_an_analyst_is_granted_with_a_connection_string_and_five_questions(run, tenant_id):
    done = run("grant", str(tenant_id))
    dsn, _, questions = done.stdout.partition("\n")
    with psycopg.connect(dsn) as connection:
        login = connection.execute("select current_user::text").fetchone()[0]
    assert questions.count("?\nselect") == 5
    assert "cannot be shown again" in done.stderr
    assert dsn not in done.stderr
    assert run("revoke", login).stdout == f"{login} is revoked.\n"


def test_a_grant_is_told_as_json(granted):
    assert granted["dsn"].startswith(f"postgresql://{granted['login']}:")
    assert [sorted(one) for one in granted["questions"]] == [["query", "title"]] * 5


def test_logins_are_listed_without_their_passwords(run, granted, tenant_id):
    shown = run("list").stdout
    assert f"{granted['login']}  " in shown
    assert str(tenant_id) in shown
    assert granted["dsn"] not in shown
    listed = json.loads(run("list", "--output", "json").stdout)
    assert [(one["login"], one["tenant_id"]) for one in listed] == [(granted["login"], str(tenant_id))]


def test_the_schedule_is_shown_changed_and_switched_off_as_often_as_one_likes(planned):
    assert planned().stdout == "Nobody has made a schedule yet: `ventros run workers` does, or --every.\n"
    assert planned("--output", "json").stdout == "null\n"
    for _ in "first", "second":
        plan = json.loads(planned("--every", "6h", "--output", "json").stdout)
        assert (plan["every"], plan["on"], plan["last"]) == ("PT6H", True, None)
    assert re.fullmatch(r"Marts are built every 6h, next at \d{4}-\d\d-\d\d (00|06|12|18):00 UTC\n", planned().stdout)
    for _ in "first", "second":
        assert planned("--off").stdout == "Marts are built by hand alone; before it was every 6h\n"
    assert isinstance(planned("--every", "30s").exception, Invalid)
    assert planned("--every", "1h", "--off").exit_code == 2
    assert planned().stdout.endswith("before it was every 6h\n")


def test_where_there_is_no_temporal_the_schedule_says_how_to_get_one(run, monkeypatch):
    monkeypatch.setenv("VENTROS_TEMPORAL_URL", "")
    assert "pip install 'ventros-crm[temporal]'" in str(run("schedule").exception)


def test_the_marts_are_built_and_shown(run, tenant_id):
    said = run("build").stdout
    assert "Completed successfully" in said
    assert said.splitlines()[-1].startswith("Models built: 24. Tests passed: ")
    shown = run("show", "fct_sessions", "--tenant", str(tenant_id)).stdout
    assert shown.startswith("fct_sessions")
    assert "message" in shown


def test_what_was_never_recorded_is_stale_and_fails(run):
    done = run("freshness")
    assert "stale  crm.messages      nothing yet\n" in done.stdout
    assert done.exit_code == 1


def test_the_page_about_the_marts_is_written_and_found(run):
    page = Path(run("docs").stdout.strip())
    assert page.read_text().startswith("<!doctype html>")


def test_postgres_is_started_where_nobody_has_and_ended_again(monkeypatch):
    folder = Path(tempfile.mkdtemp(prefix="ventros-tests-"))
    folder.chmod(0o711)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("VENTROS_DATA_DIR", str(folder / "data"))
    assert CliRunner().invoke(app, ["list", "--output", "json"]).stdout == "[]\n"
    assert (folder / "data" / "runtime.json").exists()
    assert local.running(folder / "data") is None
    local.remove(folder / "data")
    folder.rmdir()


def test_a_mart_that_is_not_there_is_named(run, tenant_id):
    done = run("show", "fct_moods", "--tenant", str(tenant_id))
    assert isinstance(done.exception, NotFound)
    assert "fct_moods" in str(done.exception)


def drawn(*args):
    console = Console(width=100)
    with console.capture() as captured:
        console.print(table(*args))
    return captured.get()


def test_a_mart_is_drawn_as_a_table():
    row = {
        "name": "Ana [bold]",
        "tags": ["vip", "new"],
        "language": None,
        "at": datetime(2026, 11, 2, 12, 30, tzinfo=UTC),
    }
    text = drawn("dim_contacts", [row])
    for part in ("dim_contacts", "Ana [bold]", "vip, new", "2026-11-02 12:30"):
        assert part in text
    assert "None" not in text
    assert "vip" not in drawn("dim_contacts", [row], ["name"])


def test_a_mart_without_rows_is_drawn_as_well():
    assert "started at" in drawn("fct_sessions", [], SHOWN["fct_sessions"])


def test_a_column_that_a_mart_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(BadParameter, match="no column phone: it has name"):
        table("dim_contacts", [{"name": "Ana"}], ["phone"])
