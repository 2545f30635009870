"""The fence around tenants, read out of the catalogue of the database itself."""

from uuid import uuid4

import psycopg
import pytest

from memory.core.tenant import create_tenant

NO_TENANT_INSIDE = {
    "core.tenants", "core.relay_cursor", "core.relay_taken", "core.flow_pause", "core.flow_position",
    "core.quality_runs", "core.mart_builds", "ventros.migrations",
}  # fmt: skip
"""Tables that hold no tenant's rows: the list of tenants, and how far the machine has come."""

OPEN_POLICIES = {
    ("core.outbox", "relay", "ventros_relay"),
    ("core.journal", "relay", "ventros_relay"),
    ("core.journal", "gate", "ventros_gate"),
    ("core.api_keys", "resolve", "ventros_resolver"),
    ("crm.channels", "resolve", "ventros_resolver"),
}
"""Who sees rows of every tenant, where, and by which policy; besides `transform` on dbt's sources."""

OURS = "n.nspname in ('core', 'crm', 'recall', 'ventros')"
TENANT = "(tenant_id = (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid)"


@pytest.fixture
def catalogue(settings):
    with psycopg.connect(settings.dsn("admin")) as connection:
        yield lambda query: connection.execute(query).fetchall()


def test_every_table_with_a_tenant_is_fenced_and_forced(catalogue):
    rows = catalogue(
        "select n.nspname || '.' || c.relname, c.relrowsecurity and c.relforcerowsecurity, exists (select from"
        " pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id') from pg_class c join pg_namespace n"
        f" on n.oid = c.relnamespace where {OURS} and c.relkind in ('r', 'p')"
    )
    assert len(rows) > 20
    assert {name for name, _, tenant in rows if not tenant} - NO_TENANT_INSIDE <= {"recall.models"}
    assert {name for name, fenced, tenant in rows if tenant and not fenced} == set()


def test_the_app_sees_the_rows_of_the_set_tenant_only_by_a_bare_expression(catalogue):
    rows = catalogue(
        "select schemaname || '.' || tablename, qual, with_check from pg_policies where policyname = 'tenant'"
        " and roles = '{ventros_app}'"
    )
    assert len(rows) > 20
    assert {(name, qual, check) for name, qual, check in rows if not qual == check == TENANT} == set()


def test_nobody_else_sees_across_tenants_than_the_table_says(catalogue):
    rows = catalogue(
        "select schemaname || '.' || tablename, policyname, unnest(roles)::text from pg_policies"
        " where policyname not in ('tenant', 'transform') and schemaname in ('core', 'crm', 'recall')"
    )
    assert {row for row in rows if row[1] in ("relay", "gate", "resolve")} == OPEN_POLICIES
    assert (
        catalogue(
            "select 1 from pg_policies where policyname = 'transform' and (roles <> '{ventros_transform}' or cmd <> 'SELECT')"
        )
        == []
    )


def test_no_role_of_ours_is_above_the_fence(catalogue):
    rows = catalogue(
        "select rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin from pg_roles where rolname like 'ventros%'"
    )
    assert {row[0] for row in rows if any(row[1:5])} == set()
    assert {row[0] for row in rows if row[5]} == {f"ventros_{name}" for name in ("app", "gate", "relay", "transform")}


def test_no_role_that_logs_in_owns_a_table_or_can_become_the_owner(catalogue):
    owners = catalogue(
        f"select distinct pg_get_userbyid(c.relowner) from pg_class c join pg_namespace n on n.oid = c.relnamespace where {OURS} and c.relkind = 'r'"
    )
    assert owners == [("ventros_owner",)]
    assert catalogue(
        "select r.rolname, m.roleid::regrole::text from pg_auth_members m join pg_roles r on r.oid = m.member"
        " where r.rolname in ('ventros_app', 'ventros_gate', 'ventros_relay')"
    ) == [("ventros_relay", "pg_read_all_stats")]


def test_the_two_look_ups_of_the_gate_are_the_only_functions_with_higher_rights(catalogue):
    rows = catalogue(
        "select n.nspname || '.' || p.proname, p.proconfig::text from pg_proc p join pg_namespace n on n.oid = p.pronamespace"
        f" where {OURS} and p.prosecdef"
    )
    assert {name for name, _ in rows} == {"core.resolve_channel", "core.resolve_key"}
    assert all("search_path=pg_catalog, pg_temp" in config for _, config in rows)


def test_every_key_and_foreign_key_between_tenants_tables_includes_the_tenant(catalogue):
    rows = catalogue(
        "select c.conrelid::regclass::text, c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid"
        f" join pg_namespace n on n.oid = t.relnamespace where {OURS} and c.contype = 'f'"
        " and c.confrelid <> 'core.tenants'::regclass and not exists (select from pg_attribute a where"
        " a.attrelid = c.conrelid and a.attname = 'tenant_id' and a.attnum = any(c.conkey))"
    )
    assert rows == []


async def test_without_a_tenant_there_is_nothing_to_see_and_nothing_to_write(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        await tx.run("insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(id)s, 'P')", id=uuid4())
    assert await db.query("select * from core.projects") == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await db.query("insert into core.projects (tenant_id, id, name) values (%s, %s, 'P')", (tenant_id, uuid4()))


async def test_a_tenant_can_neither_read_nor_write_the_rows_of_another(db, two_tenants):
    ours, theirs = two_tenants
    async with db.tenant(theirs) as tx:
        await tx.run("insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(id)s, 'P')", id=uuid4())
    async with db.tenant(ours) as tx:
        assert await tx.rows("select * from core.projects") == []
        assert await tx.run("update core.projects set name = 'x'") == 0
        assert await tx.run("delete from core.projects") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.tenant(ours) as tx:
            await tx.run(
                "insert into core.projects (tenant_id, id, name) values (%(other)s, %(id)s, 'P')",
                other=theirs,
                id=uuid4(),
            )


async def test_the_tenant_of_a_transaction_does_not_leak_to_the_next_user_of_its_connection(settings, tenant_id):
    from memory.db import Database

    async with Database(settings.dsn("app"), size=1) as db:
        async with db.tenant(tenant_id):
            pass
        (row,) = await db.query("select current_setting('app.tenant_id', true) as tenant")
        assert row["tenant"] in (None, "")


async def test_a_group_of_a_batch_that_fails_undoes_itself_alone(db, two_tenants):
    good, bad = two_tenants
    async with db.batch() as batch:
        async with batch.tenant(good) as tx:
            await tx.run(
                "insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(id)s, 'kept')", id=uuid4()
            )
        with pytest.raises(ZeroDivisionError):  # noqa: PT012 - what follows the raise is the point
            async with batch.tenant(bad) as tx:
                await tx.run(
                    "insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(id)s, 'lost')", id=uuid4()
                )
                raise ZeroDivisionError
    async with db.tenant(good) as tx:
        assert [row["name"] for row in await tx.rows("select name from core.projects")] == ["kept"]
    async with db.tenant(bad) as tx:
        assert await tx.rows("select name from core.projects") == []


async def test_tenants_in_step_see_and_write_their_own_rows_only(db, two_tenants):
    seen = {}

    async def work(tx):
        async with tx.together() as ask:
            made = ask("insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(id)s, 'own')", id=uuid4())
        there = await tx.rows("select tenant_id from core.projects")
        seen[tx.tenant_id] = made.count, {row["tenant_id"] for row in there}

    async with db.batch() as batch:
        await batch.in_step([(tenant, work) for tenant in two_tenants])
    assert seen == {tenant: (1, {tenant}) for tenant in two_tenants}


async def test_in_step_nobody_writes_for_another(db, two_tenants):
    mine, other = two_tenants
    insert = "insert into core.projects (tenant_id, id, name) values (%(whose)s, %(id)s, 'forged')"

    async def forge(tx):
        await tx.run(insert, whose=other, id=uuid4())

    async def honest(tx):
        await tx.run(insert, whose=other, id=uuid4())

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        async with db.batch() as batch:
            await batch.in_step([(mine, forge), (other, honest)])
    for tenant in two_tenants:
        async with db.tenant(tenant) as tx:
            assert await tx.rows("select from core.projects") == []


async def test_the_app_may_list_tenants_by_id_and_learn_nothing_more(db, settings):
    made = await create_tenant(settings, "Secret name")
    assert made in await db.tenants()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await db.query("select name from core.tenants")


async def test_the_gate_may_ask_for_one_channel_or_key_and_no_more(gate):
    assert await gate.query("select * from core.resolve_channel(%s)", (uuid4(),)) == []
    assert await gate.query("select * from core.resolve_key(%s)", (b"x",)) == []
    for table in ("crm.channels", "core.api_keys", "core.journal", "core.outbox"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await gate.query(f"select * from {table}")
