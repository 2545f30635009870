"""Whoever comes from the original finds what docs/from-the-original.md promises."""

import re

import pytest

import api.app
from api.cli import COMMANDS
from contracts.settings import ORIGINAL_NAMES, Settings
from contracts.topics import all_topic_names


@pytest.fixture(scope="module")
def page(root):
    return (root / "docs/from-the-original.md").read_text()


@pytest.fixture(scope="module")
def rows(page):
    """`rows("Ports")`: the rows of a part's table, by their cells, without its head."""

    def of(part):
        text = page.partition(f"\n## {part}\n")[2].partition("\n## ")[0]
        lines = [line.strip("|").split("|") for line in text.splitlines() if line.startswith("|")]
        assert len(lines) > 2
        return [[cell.strip() for cell in cells] for cells in lines[2:]]

    return of


def quoted(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_accepted_variable_is_on_the_page_and_no_other_is(rows):
    """Prevents the old `.env` that is half read, and nobody knows which half."""
    accepted = {
        name: quoted(here)
        for old, here, _ in rows("Environment variables")
        for name in quoted(old)
        if here.startswith("accepted")
    }
    assert accepted == {name: [f"VENTROS_{ours.upper()}"] for name, ours in ORIGINAL_NAMES.items()}


def test_every_variable_of_the_original_has_an_answer(rows):
    """Prevents the variable that was set for years, and is silently nothing now."""
    answers = {name: (here, why) for old, here, why in rows("Environment variables") for name in quoted(old)}
    assert answers.keys() >= ASKED
    for name, (here, why) in answers.items():
        assert re.match("accepted|replaced by|not needed|not yet", here), name
        assert why or here.startswith(("accepted", "replaced")), f"{name}: say why"


ASKED = {
    *("DB_HOST", "DB_PORT", "DB_NAME", "DB_USER", "DB_PASSWORD", "WAHA_BASE_URL", "WAHA_API_KEY", "REDIS_URL"),
    *("RABBITMQ_URL", "GROQ_API_KEY", "VERTEX_PROJECT_ID", "LLAMAPARSE_API_KEY", "OPENAI_API_KEY", "JWT_SECRET"),
    *("KEYCLOAK_URL", "MCP_ENABLED", "MCP_PORT", "ENV"),
}
"""Those that the original's own README tells people to set."""


def test_every_setting_command_and_target_that_the_page_names_exists(page, root):
    """Prevents the page that sends people to what was renamed."""
    settings = {f"VENTROS_{name.upper()}" for name in Settings.model_fields}
    assert set(re.findall(r"VENTROS_[A-Z_]+[A-Z]", page)) <= settings
    assert set(re.findall(r"`ventros (\w+)", page)) <= set(COMMANDS)
    targets = set(re.findall(r"^(\w+):", (root / "Makefile").read_text(), re.MULTILINE))
    ours = page.partition("\n## Make targets")[2].partition("\n## ")[0].splitlines()
    named = {name for line in ours if line.startswith("|") for name in re.findall(r"`make (\w+)`", line.split("|")[2])}
    assert named <= targets


def test_every_path_and_link_of_the_page_leads_somewhere(rows, page, root):
    """Prevents a map of a house that was rebuilt."""
    for _, here in rows("Folders"):
        assert [path for path in quoted(here) if not (root / path).exists()] == []
    for link in re.findall(r"\]\(([^)#]+)", page):
        assert (root / "docs" / link).exists(), link


def test_every_topic_and_table_of_the_page_exists(rows, root):
    """Prevents a consumer of a topic, or a report on a table, that was never there."""
    topics = [name for _, here in rows("Queues and topics") for name in quoted(here) if "." in name]
    assert set(topics) <= set(all_topic_names())
    migrations = "".join(file.read_text() for file in (root / "memory/migrations").glob("*.sql"))
    tables = [name for _, here in rows("Tables") for name in quoted(here)]
    assert [name for name in tables if f"create table {name} (" not in migrations] == []


def test_every_endpoint_of_the_page_is_open(rows):
    """Prevents a client that is written against a door that nobody opened."""
    open_doors = {f"{method} {route.path}" for route in api.app.ROUTES for method in route.methods} | {
        "GET /openapi.json"
    }
    named = {name for _, here in rows("Endpoints") for name in quoted(here) if re.match(r"[A-Z]+ /", name)}
    assert len(named) > 15
    assert named - open_doors == set()
