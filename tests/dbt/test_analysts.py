"""What an analyst can and cannot read; all of it once more after --full-refresh, which makes the tables anew."""

import psycopg
import pytest
from psycopg.errors import InsufficientPrivilege, InvalidParameterValue

from memory.core.analyst import grant_analyst, revoke_analyst
from pipelines.analytics import PROJECT, build, questions

MARTS = sorted(file.stem for file in (PROJECT / "models/marts").rglob("*.sql"))
SOURCES = [
    "analytics_staging.stg_crm__messages",
    "analytics_staging.int_enrichments_ranked",
    "analytics_history.snapshot_contacts",
    "core.outbox",
    "core.projects",
    "core.tenants",
    "crm.channels",
    "crm.messages",
]


@pytest.fixture(scope="module", params=["built", "refreshed"])
def marts(built, settings, request):
    if request.param == "refreshed":
        build(settings, full_refresh=True, select=["marts"])


@pytest.fixture(scope="module")
def analysts(marts, settings, shops):
    """The connection strings of an analyst of each shop."""
    granted = [grant_analyst(settings, shop.tenant) for shop in shops]
    yield [analyst.dsn.get_secret_value() for analyst in granted]
    for analyst in granted:
        revoke_analyst(settings, analyst.login)


@pytest.fixture
def ours(analysts):
    with psycopg.connect(analysts[0], autocommit=True) as connection:
        yield connection


def tenants(connection, mart):
    return {row[0] for row in connection.execute(f"select distinct tenant_id from analytics.{mart}")}


@pytest.mark.parametrize("mart", MARTS)
def test_each_analyst_reads_all_rows_of_the_own_tenant_and_no_other(analysts, shops, admin, mart):
    for dsn, shop in zip(analysts, shops, strict=True):
        with psycopg.connect(dsn) as connection:
            assert tenants(connection, mart) == {shop.tenant}
            count = f"select count(*) from analytics.{mart} where tenant_id = %s"
            assert (
                connection.execute(count, (shop.tenant,)).fetchone() == admin.execute(count, (shop.tenant,)).fetchone()
            )


@pytest.mark.parametrize("mart", MARTS)
@pytest.mark.parametrize("name", ["app.tenant_id", "app.tenant", "core.tenant_id", "app.login"])
def test_a_foreign_tenant_in_a_setting_changes_nothing(ours, shops, mart, name):
    shop, other = shops
    ours.execute("select set_config(%s, %s, false)", (name, str(other.tenant)))
    assert tenants(ours, mart) == {shop.tenant}


@pytest.mark.parametrize("mart", MARTS)
def test_switching_row_security_off_reads_nothing(ours, mart):
    ours.execute("set row_security = off")
    with pytest.raises(InsufficientPrivilege, match="row-level security"):
        ours.execute(f"select * from analytics.{mart}")


@pytest.mark.parametrize("role", ["transform", "owner", "app", "gate", "relay", "resolver", "analyst"])
def test_an_analyst_can_become_nobody_else(ours, role):
    for statement in ("set role", "set session authorization"):
        with pytest.raises((InsufficientPrivilege, InvalidParameterValue)):
            ours.execute(f"{statement} ventros_{role}")


@pytest.mark.parametrize("source", SOURCES)
def test_what_lies_behind_the_marts_is_closed(ours, source):
    with pytest.raises(InsufficientPrivilege):
        ours.execute(f"select * from {source}")


def test_every_relation_but_the_marts_is_closed(ours, admin):
    readable = admin.execute(
        "select c.oid::regclass::text from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where c.relkind in ('r', 'v', 'm', 'p', 'f', 'S') and n.nspname !~ '^(pg_|information_schema$)'"
        " and has_schema_privilege(%(login)s, n.oid, 'usage') and has_table_privilege(%(login)s, c.oid, 'select')",
        {"login": ours.info.user},
    ).fetchall()
    assert {name for (name,) in readable} == {f"analytics.{mart}" for mart in MARTS} | {"core.analyst"}


def test_an_analyst_learns_of_no_other_login(ours, shops):
    rows = ours.execute("select login, tenant_id from core.analyst").fetchall()
    assert rows == [(ours.info.user, shops[0].tenant)]


@pytest.mark.parametrize(
    "statement",
    [
        "update analytics.fct_messages set status = 'read'",
        "delete from analytics.fct_messages",
        "truncate analytics.fct_messages",
        "drop policy analyst on analytics.fct_messages",
        "alter table analytics.fct_messages disable row level security",
        "create view analytics.mine as select 1",
        "update core.analyst set tenant_id = (select gen_random_uuid())",
        "delete from core.analyst",
    ],
)
def test_an_analyst_changes_nothing_even_when_writing_is_switched_on(ours, statement):
    ours.execute("set default_transaction_read_only = off")
    with pytest.raises(InsufficientPrivilege):
        ours.execute(statement)


def test_a_function_of_the_analysts_own_is_shown_no_foreign_row_either(ours, shops):
    """Prevents the leak by a cheap predicate that is asked before the policy."""
    heard = []
    ours.add_notice_handler(lambda notice: heard.append(notice.message_primary))
    ours.execute("set default_transaction_read_only = off")
    ours.execute(
        "create function pg_temp.tell(tenant uuid) returns boolean cost 0.0001 language plpgsql as"
        " $$ begin raise notice '%', tenant; return true; end $$"
    )
    ours.execute("select count(*) from analytics.fct_messages where pg_temp.tell(tenant_id)")
    assert set(heard) == {str(shops[0].tenant)}


def test_a_copy_and_the_statistics_hold_nothing_foreign(ours, shops):
    with ours.cursor().copy("copy analytics.fct_sessions (tenant_id) to stdout") as copied:
        assert {bytes(line).decode().strip() for line in copied} == {str(shops[0].tenant)}
    assert ours.execute("select count(*) from pg_stats where schemaname = 'analytics'").fetchone() == (0,)


def test_a_login_that_belongs_to_no_tenant_any_more_reads_nothing(settings, marts, shops, admin):
    analyst = grant_analyst(settings, shops[0].tenant)
    with psycopg.connect(analyst.dsn.get_secret_value(), autocommit=True) as connection:
        admin.execute("delete from core.analyst where login = %s", (analyst.login,))
        assert [tenants(connection, mart) for mart in MARTS] == [set()] * len(MARTS)
    admin.execute(f"drop role {analyst.login}")


def test_every_table_of_the_marts_is_fenced_and_the_staging_asks_for_the_readers_own_rights(marts, admin):
    fenced = admin.execute(
        "select c.relname, c.relrowsecurity, array_agg(p.polname || ' ' || p.polcmd::text order by p.polname) from pg_class c"
        " left join pg_policy p on p.polrelid = c.oid"
        " where c.relnamespace = 'analytics'::regnamespace and c.relkind not in ('i', 't') group by 1, 2"
    ).fetchall()
    assert sorted(fenced) == [(mart, True, ["analyst r", "app r"]) for mart in sorted(MARTS)]
    views = admin.execute(
        "select relkind::text, reloptions from pg_class where relnamespace = 'analytics_staging'::regnamespace"
    ).fetchall()
    assert len(views) > 6
    assert set(map(str, views)) == {"('v', ['security_invoker=true'])"}


@pytest.mark.parametrize("number", range(5))
def test_every_question_is_answered_to_an_analyst(ours, number):
    assert len(questions()) == 5
    assert questions()[number].title.endswith("?")
    assert ours.execute(questions()[number].query).fetchall()


def test_reading_takes_no_part_in_what_holds_up_the_relay(ours):
    ours.execute("begin")
    ours.execute("select count(*) from analytics.fct_messages")
    assert ours.execute("select pg_current_xact_id_if_assigned()").fetchone() == (None,)
    ours.execute("rollback")
