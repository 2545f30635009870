import asyncio
import json
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import typer
from typer.testing import CliRunner

from api.auth.issuer import Issuer
from api.auth.tokens import TokenVerifier
from api.cli.token import duration, token
from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.errors import Conflict, NotFound
from memory.core.tenant import create_tenant

app = typer.Typer()
app.command()(token)


@pytest.fixture
def run(environment):
    """`run("--tenant", …)`: what became of the command."""
    return lambda *args: CliRunner().invoke(app, args)


def verified(settings, text):
    verifier = TokenVerifier(settings.jwt_issuer, settings.jwt_audience, Issuer.from_settings(settings))
    return asyncio.run(verifier(text))


def test_a_token_is_printed_bare_and_opens_the_door(run, settings, tenant_id):
    done = run("--tenant", str(tenant_id))
    assert done.exit_code == 0
    assert done.stdout.count("\n") == 1
    expected = Principal(tenant_id=tenant_id, subject="operator", role=ProjectRole.ADMIN)
    assert verified(settings, done.stdout.strip()) == expected


def test_a_token_is_narrowed_as_asked_and_told_as_json(run, settings, tenant_id):
    project = uuid4()
    options = ["--role", "agent", "--project", str(project), "--scope", "messages.send", "--scope", "contacts.view"]
    done = run("--tenant", str(tenant_id), *options, "--ttl", "90s", "--output", "json")
    answer = json.loads(done.stdout)
    principal = verified(settings, answer["access_token"])
    assert (principal.role, principal.project_id) == ("agent", project)
    assert principal.scopes == {"messages.send", "contacts.view"}
    assert (answer["token_type"], answer["expires_in"], answer["tenant_id"]) == ("Bearer", 90, str(tenant_id))


def test_a_tenant_may_be_named(run, settings):
    name = f"Padaria {uuid4()}"
    tenant_id = asyncio.run(create_tenant(settings, name))
    assert verified(settings, run("--tenant", name).stdout.strip()).tenant_id == tenant_id
    assert isinstance(run("--tenant", "Nobody at all").exception, NotFound)


@pytest.mark.parametrize(
    "options",
    [
        [],
        ["--tenant", str(UUID(int=1)), "--role", "owner"],
        ["--tenant", str(UUID(int=1)), "--scope", "contacts.veiw"],
        ["--tenant", str(UUID(int=1)), "--project", "all"],
        ["--tenant", str(UUID(int=1)), "--ttl", "forever"],
    ],
)
def test_what_cannot_be_meant_is_refused_with_usage(run, options):
    done = run(*options)
    assert (done.exit_code, done.stdout) == (2, "")


def test_where_keycloak_issues_tokens_there_is_none_to_print(run, monkeypatch, tenant_id):
    monkeypatch.setenv("VENTROS_JWKS_URL", "https://id.example/certs")
    assert isinstance(run("--tenant", str(tenant_id)).exception, Conflict)


@pytest.mark.parametrize(
    "text, span",
    [
        ("90s", timedelta(seconds=90)),
        ("30m", timedelta(minutes=30)),
        ("12h", timedelta(hours=12)),
        ("7d", timedelta(days=7)),
    ],
)
def test_time_spans_are_a_number_and_a_letter(text, span):
    assert duration(text) == span


@pytest.mark.parametrize("text", ["", "1", "h", "0h", "-1h", "1.5h", "1h30m", "1 h", "1w", "999999d", "٣h", "1h\n"])
def test_other_time_spans_are_refused(text):
    with pytest.raises(typer.BadParameter):
        duration(text)
