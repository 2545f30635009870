import asyncio
import json
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from api.cli.keys import app
from contracts.errors import Invalid, NotFound
from memory.core.tenant import create_tenant
from memory.core.user import key_hash, resolve_key
from memory.db import Database


@pytest.fixture
def run(environment):
    """`run("--tenant", …)`: what became of the command."""
    return lambda *args: CliRunner().invoke(app, args)


def resolved(settings, plain):
    async def look_up():
        async with Database(settings.dsn("gate"), size=1) as gate:
            return await resolve_key(gate, key_hash(plain))

    return asyncio.run(look_up())


def test_a_key_is_printed_bare_with_a_warning_beside_it(run, settings, tenant_id):
    done = run("create", "--tenant", str(tenant_id), "--name", "Shop")
    assert done.exit_code == 0
    plain = done.stdout.strip()
    principal = resolved(settings, plain)
    assert (principal.tenant_id, principal.role) == (tenant_id, "agent")
    assert "cannot be shown again" in done.stderr
    assert plain not in done.stderr


def test_a_key_is_narrowed_as_asked_and_told_as_json(run, settings, tenant_id):
    options = ["--role", "admin", "--scope", "contacts.view", "--scope", "settings.view", "--ttl", "90d"]
    done = run("create", "--tenant", str(tenant_id), "--name", "Shop", *options, "--output", "json")
    answer = json.loads(done.stdout)
    assert resolved(settings, answer["key"]).scopes == {"contacts.view", "settings.view"}
    assert answer["expires_at"] > answer["created_at"]


def test_a_key_is_bound_to_what_it_may_read_and_to_nothing_that_is_not_there(run, settings, tenant_id):
    made = ["create", "--tenant", str(tenant_id), "--name", "Support"]
    done = run(*made, "--knowledge-scope", "support_technical", "--strategy", "keyword_only")
    principal = resolved(settings, done.stdout.strip())
    assert (principal.knowledge_scope, principal.strategy) == ("support_technical", "keyword_only")
    assert run(*made, "--knowledge-scope", "everything").exit_code == 2
    assert run(*made, "--strategy", "best").exit_code == 2


def test_keys_are_listed_until_they_are_revoked_and_no_list_shows_a_key(run, settings, tenant_id):
    made = [
        json.loads(run("create", "--tenant", str(tenant_id), "--name", name, *ttl, "--output", "json").stdout)
        for name, ttl in [("Shop", []), ("Trial", ["--ttl", "12h"])]
    ]
    shown = run("list", "--tenant", str(tenant_id)).stdout
    for key in made:
        assert key["id"] in shown
        assert key["prefix"] in shown
        assert key["key"] not in shown
    assert run("revoke", made[0]["id"], "--tenant", str(tenant_id)).exit_code == 0
    left = json.loads(run("list", "--tenant", str(tenant_id), "--output", "json").stdout)
    assert [key["id"] for key in left] == [made[1]["id"]]
    assert resolved(settings, made[0]["key"]) is None


def test_a_list_longer_than_a_page_is_shown_whole(run, settings, tenant_id):
    async def fill():
        row = "insert into core.api_keys (tenant_id, id, name, prefix, hash, role)"
        some = " select %(tenant)s, gen_random_uuid(), 'n', 'p', sha256(n::text::bytea || %(salt)s), 'agent'"
        async with Database(settings.dsn("app")) as db, db.tenant(tenant_id) as tx:
            await tx.run(f"{row}{some} from generate_series(1, 205) n", salt=tenant_id.bytes)

    asyncio.run(fill())
    shown = json.loads(run("list", "--tenant", str(tenant_id), "--output", "json").stdout)
    assert len({key["id"] for key in shown}) == 205


def test_a_tenant_may_be_named(run, settings):
    name = f"Padaria {uuid4()}"
    asyncio.run(create_tenant(settings, name))
    assert run("create", "--tenant", name, "--name", "Shop").exit_code == 0


def test_what_cannot_be_done_says_why(run, tenant_id):
    tenant = ["--tenant", str(tenant_id)]
    stranger = ["--tenant", str(uuid4())]
    assert isinstance(run("create", *stranger, "--name", "Shop").exception, NotFound)
    assert isinstance(run("list", *stranger).exception, NotFound)
    assert isinstance(run("revoke", str(uuid4()), *tenant).exception, NotFound)
    assert isinstance(run("create", *tenant, "--name", "S", "--project", str(uuid4())).exception, NotFound)
    assert isinstance(run("create", *tenant, "--name", "S", "--scope", "channels.manage").exception, Invalid)
