from uuid import uuid4

import psycopg
import pytest
from psycopg.errors import AdminShutdown, OperationalError

from contracts.errors import NotFound
from memory.core import analyst
from memory.core.analyst import grant_analyst, list_analysts, revoke_analyst
from memory.core.mart import read_mart


@pytest.fixture
def granted(settings, tenant_id):
    """A new analyst, revoked after the test unless it was."""
    made = grant_analyst(settings, tenant_id)
    yield made
    if made.login in logins(settings):
        revoke_analyst(settings, made.login)


def logins(settings):
    return [one.login for one in list_analysts(settings)]


def entered(granted):
    return psycopg.connect(granted.dsn.get_secret_value(), autocommit=True)


def test_a_login_enters_by_its_connection_string_and_is_bounded(granted):
    with entered(granted) as connection:
        names = ("statement_timeout", "idle_in_transaction_session_timeout", "transaction_read_only", "search_path")
        found = [connection.execute("select current_setting(%s)", (name,)).fetchone()[0] for name in names]
        assert found == ["1min", "1min", "on", "analytics"]
        assert connection.execute("select current_user").fetchone() == (granted.login,)


def test_no_more_than_five_sessions_are_open_at_once(granted):
    opened = [entered(granted) for _ in range(5)]
    with pytest.raises(OperationalError, match="too many connections"):
        entered(granted)
    for connection in opened:
        connection.close()


def test_the_password_is_shown_by_nothing_but_its_value(granted):
    password = granted.password.get_secret_value()
    assert len(password) >= 32
    assert password not in repr(granted)
    assert password not in granted.model_dump_json()
    assert f":{password}@" in granted.dsn.get_secret_value()


def test_logins_are_listed_with_their_tenant_and_say_nothing_of_it_by_name(settings, granted, tenant_id):
    (found,) = [one for one in list_analysts(settings) if one.login == granted.login]
    assert found.tenant_id == tenant_id
    assert tenant_id.hex[:12] not in found.login


def test_revoking_ends_the_login_and_the_sessions_that_are_open(settings, granted):
    with entered(granted) as connection:
        revoke_analyst(settings, granted.login)
        with pytest.raises(AdminShutdown):
            connection.execute("select 1")
    with pytest.raises(OperationalError):
        entered(granted)
    assert granted.login not in logins(settings)


@pytest.mark.parametrize("login", ["analyst_000000000000", "ventros_app", "postgres", ""])
def test_only_an_analyst_can_be_revoked(settings, login):
    with pytest.raises(NotFound, match="no analyst"):
        revoke_analyst(settings, login)


def test_a_login_for_a_tenant_that_is_not_here_is_not_made(settings):
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
        roles = "select rolname from pg_roles order by 1"
        before = connection.execute(roles).fetchall()
        with pytest.raises(NotFound, match="no tenant"):
            grant_analyst(settings, uuid4())
        assert connection.execute(roles).fetchall() == before


def test_neither_the_app_nor_the_builder_can_let_an_analyst_in(settings, tenant_id):
    for role in ("app", "gate", "relay", "transform"):
        with psycopg.connect(settings.dsn(role)) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("insert into core.analyst (login, tenant_id) values ('x', %s)", (tenant_id,))


def test_before_the_first_build_one_is_told_how_marts_are_made(settings, tenant_id):
    with pytest.raises(NotFound, match="ventros analytics build"):
        read_mart(settings, "fct_messages", tenant_id, 10)


def test_an_address_may_hold_what_an_address_may_not(settings, tenant_id):
    odd = settings.model_copy(update={"database_host": "::1", "database_name": "a b"})
    assert analyst._dsn(odd, "x", "y") == f"postgresql://x:y@[::1]:{settings.database_port}/a%20b"
