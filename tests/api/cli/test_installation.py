import socket

import pytest

from api.cli.installation import PortTaken, Told, embedded, installation
from contracts.errors import Unavailable
from pipelines.local.service import free_port


@pytest.fixture(autouse=True)
def nobody_told_us(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    "told, started",
    [
        ({}, ["postgres", "kafka", "redis", "temporal"]),
        ({"VENTROS_DATABASE_HOST": "db"}, ["kafka", "redis", "temporal"]),
        ({"DB_HOST": "db"}, ["kafka", "redis", "temporal"]),
        ({"VENTROS_KAFKA_BROKERS": "kafka:9092"}, ["postgres", "redis", "temporal"]),
        ({"REDIS_URL": "redis://cache"}, ["postgres", "kafka", "temporal"]),
        ({"VENTROS_TEMPORAL_URL": ""}, ["postgres", "kafka", "redis"]),
        ({"DB_HOST": "db", "VENTROS_KAFKA_BROKERS": "k:1", "VENTROS_REDIS_URL": "redis://cache"}, ["temporal"]),
    ],
)
def test_a_service_that_the_settings_name_is_not_started(told, started, monkeypatch):
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    assert embedded(Told()) == started


def test_a_service_that_a_file_names_is_not_started_either(tmp_path):
    (tmp_path / ".env").write_text("VENTROS_DATABASE_HOST=db\n")
    assert embedded(Told()) == ["kafka", "redis", "temporal"]


def test_what_a_launcher_recorded_names_no_service(tmp_path):
    (tmp_path / ".data").mkdir()
    (tmp_path / ".data" / "runtime.json").write_text('{"settings": {"database_host": "127.0.0.1", "api_port": 9}}')
    assert embedded(Told()) == ["postgres", "kafka", "redis", "temporal"]
    assert Told().api_port == 8080


def test_temporal_is_started_only_where_it_is_installed(monkeypatch):
    monkeypatch.setattr("api.cli.installation.available", lambda: False)
    assert embedded(Told()) == ["postgres", "kafka", "redis"]


def test_a_port_that_is_taken_is_named_with_another_one_before_anything_starts(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(PortTaken, match=rf"Port {port}, .*ventros up --mcp-port \d+"),
            installation(data_dir=tmp_path / "data", api_port=free_port(None), mcp_port=port),
        ):
            pass
    assert not (tmp_path / "data").exists()


def test_a_service_outside_that_is_away_is_told_in_plain_words(tmp_path, monkeypatch):
    """Nothing is started in its place, and nothing stays behind."""
    told = {
        "DATABASE_HOST": "127.0.0.1",
        "DATABASE_PORT": "1",
        "KAFKA_BROKERS": "127.0.0.1:1",
        "REDIS_URL": "redis://x",
        "TEMPORAL_URL": "",
    }
    for name, value in told.items():
        monkeypatch.setenv(f"VENTROS_{name}", value)

    with (
        pytest.raises(Unavailable, match=r"Postgres at 127\.0\.0\.1:1 "),
        installation(
            data_dir=tmp_path / "data", api_port=free_port(None), mcp_port=free_port(None), embedder="hashing"
        ),
    ):
        pass
    assert not (tmp_path / "data" / "processes.json").exists()
