"""What the doctor says of an installation that is not well."""

import re
import sys
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from pydantic import SecretStr

from api.cli.checks import broker, database, machine
from api.cli.checks.broker import broker as of_broker
from api.cli.checks.database import database as of_database
from api.cli.checks.machine import machine as of_machine
from api.cli.checks.rabbitmq import DEEP
from api.cli.checks.rabbitmq import rabbitmq as of_rabbitmq
from api.cli.doctor import examined
from contracts.provider import LanguageProvider
from memory.migrate import migrate
from pipelines import models
from pipelines.examine import ends
from pipelines.kafka import Broker, ensure_topics, producer


def named(findings):
    return {finding.name: finding for finding in findings}


@contextmanager
def admin(settings):
    with closing(psycopg.connect(settings.dsn("admin"), autocommit=True)) as connection:
        yield connection


@pytest.fixture
def unmigrated(base):
    name = f"t_{uuid4().hex[:12]}"
    with admin(base.model_copy(update={"database_name": "postgres"})) as server:
        server.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield base.model_copy(update={"database_name": name})
        server.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_everything_is_well_in_a_database_that_was_just_made(settings):
    assert {finding.state for finding in of_database(settings)} == {"ok"}


def test_a_database_that_is_away_is_one_finding(settings):
    (found,) = of_database(settings.model_copy(update={"database_port": 1}))
    assert (found.name, found.state, found.mend) == ("postgres", "fail", "ventros up")
    assert "127.0.0.1:1" in found.found


def test_a_database_without_our_tables_asks_for_migrate_and_nothing_is_thrown(unmigrated):
    found = named(of_database(unmigrated))
    assert found["migrations"].state == "fail"
    assert "0001_core.sql" in found["migrations"].found
    assert {one.mend for one in found.values() if one.state == "fail"} == {"ventros migrate"}
    assert found["postgres"].state == "ok"
    migrate(unmigrated)
    assert {finding.state for finding in of_database(unmigrated)} == {"ok"}


def test_an_edited_migration_is_named(unmigrated):
    migrate(unmigrated)
    with admin(unmigrated) as connection:
        connection.execute("update ventros.migrations set checksum = 'x' where name = '0002_crm.sql'")
    found = named(of_database(unmigrated))["migrations"]
    assert found.state == "fail"
    assert "0002_crm.sql was edited" in found.found


def test_a_login_whose_password_is_wrong_is_named(settings):
    found = named(of_database(settings.model_copy(update={"gate_password": settings.app_password})))["logins"]
    assert found.state == "fail"
    assert "does not let gate in: " in found.found
    assert "password authentication failed" in found.found


@pytest.mark.parametrize(
    "change, undo, told",
    [
        ("bypassrls", "nobypassrls", "app may more than a role of ours may"),
        ("superuser", "nosuperuser", "app may more than a role of ours may"),
        ("nologin", "login", "app may not log in"),
    ],
)
def test_a_role_that_is_not_as_it_should_be_is_named(settings, change, undo, told):
    with admin(settings) as connection:
        connection.execute(sql.SQL("alter role ventros_app {}").format(sql.SQL(change)))
        try:
            found = named(of_database(settings))["roles"]
        finally:
            connection.execute(sql.SQL("alter role ventros_app {}").format(sql.SQL(undo)))
    assert (found.state, found.found) == ("fail", told)


def test_a_role_that_may_act_as_the_owner_is_named(settings):
    with admin(settings) as connection:
        connection.execute("grant ventros_owner to ventros_relay")
        try:
            found = named(of_database(settings))["roles"]
        finally:
            connection.execute("revoke ventros_owner from ventros_relay")
    assert found.found == "relay is a member of ventros_owner"


@pytest.mark.parametrize(
    "fence",
    [
        "",
        "alter table crm.bare enable row level security; create policy p on crm.bare using (true)",
        "alter table crm.bare enable row level security; alter table crm.bare force row level security",
    ],
)
def test_a_table_without_a_whole_fence_is_named(settings, fence):
    with admin(settings) as connection:
        connection.execute("create table crm.bare (tenant_id uuid)")
        try:
            connection.execute(fence or "select")
            found = named(of_database(settings))["row security"]
        finally:
            connection.execute("drop table crm.bare")
    assert (found.state, found.found) == ("fail", "missing on crm.bare")


def test_a_transaction_that_holds_up_the_relay_is_named_with_how_to_end_it(settings, monkeypatch):
    monkeypatch.setattr(database, "LONG", timedelta(0))
    with psycopg.connect(settings.dsn("admin")) as connection:
        connection.execute("insert into core.tenants (id, name) values (gen_random_uuid(), 'Waits')")
        found = named(of_database(settings))["transactions"]
        assert found.state == "warn"
        assert f"pg_terminate_backend({connection.info.backend_pid})" in found.mend
        connection.rollback()
    assert named(of_database(settings))["transactions"].state == "ok"


def test_a_restored_dump_is_named_and_mended_as_the_guide_says(settings):
    guide = (Path(__file__).parents[3] / "docs/backup.md").read_text()
    with admin(settings) as connection:
        connection.execute("insert into core.relay_cursor values ('one', 'outbox', '1099511627776', 0)")
        found = named(of_database(settings))["order"]
        assert (found.state, found.mend) == ("fail", 'docs/backup.md, "Not by a dump"')
        assert f"## {found.mend.split(chr(34))[1]}\n" in guide
        connection.execute(re.search(r"```sql\n(.*?)```", guide, re.DOTALL)[1])
    assert named(of_database(settings))["order"].state == "ok"


async def test_what_waits_is_judged_by_its_age(settings, tenant_id):
    insert = (
        "insert into core.outbox (tenant_id, event_id, topic, key, headers, data, created_at)"
        " values (%s, gen_random_uuid(), 'crm.chat', 'k', '[]', '{}', now() - interval '6 minutes')"
    )
    with admin(settings) as connection:
        connection.execute(insert, (tenant_id,))
        try:
            found = named(of_broker(settings))["outbox"]
        finally:
            connection.execute("delete from core.outbox where tenant_id = %s", (tenant_id,))
    assert found.state == "fail"
    assert found.found.startswith("1 events wait to be published, the first for 0:06:0")
    assert found.mend.endswith("logs/relay.log")
    assert named(of_broker(settings))["outbox"].found == "empty"


def test_a_broker_that_is_away_is_named_with_what_waits_for_it(settings):
    found = named(of_broker(settings.model_copy(update={"kafka_brokers": "127.0.0.1:1"})))
    assert found.keys() == {"kafka", "journal", "outbox"}
    assert found["kafka"].state == "fail"
    assert "127.0.0.1:1" in found["kafka"].found


def test_topics_that_are_missing_or_have_too_few_partitions_are_named(settings):
    found = broker._topics(settings, Broker(cluster="x", topics={"crm.chat": 1}))
    assert found.state == "fail"
    assert "raw.inbound is missing" in found.found
    assert "crm.chat has 1 partitions in place of 4" in found.found


def test_a_flow_that_is_behind_says_where(settings, services, empty_log):
    ensure_topics(settings)
    client = producer(settings)
    for number in range(3):
        client.produce("raw.inbound", b"{}", partition=number % 2)
    assert client.flush(10) == 0
    found = named(of_broker(settings))["flow inbound"]
    assert found.found == "3 behind (raw.inbound/0: 2, raw.inbound/1: 1)"
    services.kill("kafka")
    services.restart("kafka")


def test_the_end_of_a_log_is_told_wherever_one_begins_to_read(settings, services, empty_log):
    ensure_topics(settings)
    client = producer(settings)
    for _ in range(7):
        client.produce("crm.session", b"{}", partition=2)
        assert client.flush(10) == 0
    for start in (0, 3, 7):
        places = {("crm.session", 2): start, ("crm.session", 0): 0}
        assert ends(settings, places, seconds=10) == {("crm.session", 2): 7, ("crm.session", 0): 0}


def test_an_end_that_the_broker_did_not_tell_is_not_taken_for_up_to_date(settings):
    found = broker._flow(settings, "inbound", {("raw.inbound", 0): None, ("raw.inbound", 1): 2})
    assert (found.state, found.found) == ("warn", "2 behind (raw.inbound/0: unknown, raw.inbound/1: 2)")


def test_a_check_that_fails_is_a_finding(settings):
    found = named(examined(settings.model_copy(update={"kafka_options": {"no.such.option": "1"}})))
    assert found["broker"].state == "fail"
    assert "no.such.option" in found["broker"].found
    assert found["postgres"].state == "ok"


@pytest.mark.parametrize("total, state", [(0, "ok"), (1_000, "ok"), (1_001, "warn"), (50_001, "fail")])
def test_a_lag_is_judged_by_its_size(settings, total, state):
    found = broker._flow(settings, "inbound", {("raw.inbound", 0): total})
    assert (found.state, bool(found.mend)) == (state, state != "ok")


def test_a_model_that_is_not_here_is_named_with_how_to_fetch_it(settings, tmp_path):
    found = named(of_machine(settings.model_copy(update={"data_dir": tmp_path, "embedder": "use"})))["models"]
    assert (found.state, found.found) == ("fail", f"{models.MODELS[0].name} is not here")
    assert found.mend == "ventros models fetch"


def test_a_data_folder_that_is_not_there_or_open_to_others_is_named(settings, tmp_path):
    missing = named(of_machine(settings.model_copy(update={"data_dir": tmp_path / "none"})))["data folder"]
    assert (missing.state, missing.mend) == ("warn", "ventros up")
    (tmp_path / "keys").mkdir()
    key = tmp_path / "keys" / "encryption.key"
    key.touch(mode=0o600)
    ours = settings.model_copy(update={"data_dir": tmp_path})
    assert named(of_machine(ours))["data folder"].state == "ok"
    key.chmod(0o644)
    found = named(of_machine(ours))["data folder"]
    assert (found.state, found.mend) == ("fail", f"chmod 600 {key}")


@pytest.mark.parametrize("free, state", [(10**12, "ok"), (10**9, "warn"), (10**8, "fail")])
def test_a_disk_that_is_nearly_full_is_told(settings, monkeypatch, free, state):
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _: _Usage(free))
    assert named(of_machine(settings))["disk"].state == state


class _Usage:
    def __init__(self, free):
        self.free = free


@pytest.mark.parametrize(
    "here, pin, wrong",
    [("2.15.1", "2.14.0", False), ("3.0", "2.14.0", True), ("0.22", "0.21.1", True), ("0.21.3", "0.21.1", False)],
)
def test_a_package_of_another_major_version_is_told(monkeypatch, here, pin, wrong):
    monkeypatch.setattr(machine, "version", lambda _: here)
    assert bool(machine._package("bytewax", pin)) is wrong


@pytest.fixture
def bridged(settings, rabbitmq):
    return settings.model_copy(update={"rabbitmq_url": SecretStr(rabbitmq.settings["rabbitmq_url"])})


def test_where_there_is_no_rabbitmq_nothing_is_said_of_it_nor_of_the_bridge(settings):
    ensure_topics(settings)
    assert of_rabbitmq(settings) == []
    assert "flow bridge" not in named(of_broker(settings))


def test_a_rabbitmq_that_answers_is_told_without_its_password_and_the_bridge_with_its_lag(bridged):
    ensure_topics(bridged)
    found = named(of_rabbitmq(bridged))
    assert found["rabbitmq"].state == "ok"
    assert found["rabbitmq"].found.startswith("127.0.0.1:")
    assert "flow bridge" in named(of_broker(bridged))


def test_a_rabbitmq_that_is_away_is_one_finding(settings):
    away = settings.model_copy(update={"rabbitmq_url": SecretStr("amqp://ventros:invented@127.0.0.1:1/")})
    (found,) = of_rabbitmq(away)
    assert (found.name, found.state) == ("rabbitmq", "fail")
    assert "VENTROS_RABBITMQ_URL" in found.mend
    assert "invented" not in found.found


@pytest.mark.parametrize(
    "depths, state, told",
    [
        ({}, ("ok", "ok"), ""),
        ({"domain.events.chat.created": None}, ("fail", "ok"), "missing: domain.events.chat.created"),
        ({"domain.events.chat.created": DEEP}, ("warn", "ok"), f"domain.events.chat.created: {DEEP:,}"),
        ({"domain.events.chat.created": 100_000}, ("fail", "ok"), "full: the bridge waits for it"),
        ({"waha.events.raw.dlq": 2}, ("ok", "warn"), "waha.events.raw.dlq: 2"),
    ],
)
def test_the_queues_of_rabbitmq_are_judged_by_their_depth(bridged, monkeypatch, depths, state, told):
    empty = dict.fromkeys(("domain.events.chat.created", "waha.events.raw", "waha.events.raw.dlq"), 0)
    monkeypatch.setattr("api.cli.checks.rabbitmq.depths", lambda _: empty | depths)
    found = named(of_rabbitmq(bridged))
    queues, dead = found["rabbitmq queues"], found["rabbitmq dead letters"]
    assert (queues.state, dead.state) == state
    assert told in queues.found + dead.found
    assert all(bool(one.mend) == (one.state != "ok") for one in (queues, dead))


def test_every_language_model_is_looked_at_and_nobody_is_called(settings):
    def found(**about):
        said = {"task": "language", "name": "groq", "model": "openai/gpt-oss-20b", "key": "not-to-be-seen"} | about
        (one,) = machine._providers(settings.model_copy(update={"providers": [LanguageProvider(**said)]}))
        assert "not-to-be-seen" not in f"{one}"
        return one.state, one.found

    assert found() == ("ok", "groq openai/gpt-oss-20b")
    assert found(model="new") == ("ok", "groq new, of which nobody knows a price: it counts as free")
    assert found(model="new", input_price=1) == ("ok", "groq new")
    state, told = found(base_url="http://10.0.0.1")
    assert state == "fail"
    assert "10.0.0.1" in told


def test_a_language_model_without_its_package_is_told_how_to_get_it(settings, monkeypatch):
    monkeypatch.setitem(sys.modules, "anthropic", None)
    said = LanguageProvider(task="language", name="anthropic", model="m", key="k")
    (one,) = machine._providers(settings.model_copy(update={"providers": [said]}))
    assert (one.state, "setup.sh language" in one.mend) == ("fail", True)
