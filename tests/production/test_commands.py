"""Every command of the compose file, started as a process with its own environment from there, and nothing else.

Only addresses differ: where the file names a container, the process is led to an embedded service. The embedded broker
forgets on restart, and so is not called durable.
"""

import json
import os
import shlex
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import orjson
import psycopg
import pytest

from api.cli.run import READY
from connectors.waha.sandbox import envelope, message_payload, signed
from contracts.settings import Settings
from memory.migrate import LOGINS
from pipelines import local, models
from pipelines.local.service import free_port

SERVERS, SILENT = ("api", "mcp", "metrics"), ("relay", "flows", "heavy", "bridge", "workers")
OPENS = {
    "migrate": {"admin", *LOGINS},
    "api": {"app", "gate"},
    "mcp": {"app", "gate"},
    "flows": {"app"},
    "heavy": {"app", "transform"},
    "relay": {"relay"},
    "metrics": {"app", "relay"},
    "bridge": {"app", "gate"},
    "workers": {"transform"},
    "analytics": {"transform"},
    "operator": {"admin", "app", "gate"},
}
"""As whom the environment of a process gets into the database."""


class Installation:
    """The compose file on this machine: its commands as processes."""

    def __init__(self, ours, services, rabbitmq, temporal, variables, replaced, folder):
        self.ours, self.services, self.rabbitmq, self.temporal = ours, services, rabbitmq, temporal
        self.variables, self.replaced, self.folder = variables, replaced, folder
        self.ports = {8080: free_port(None), 8081: free_port(None), 9464: free_port(None)}
        self.image_data, self.scratch = folder / "image", folder / "scratch"
        self.started = {}

    def environment(self, name):
        """What the file tells the process, led to the services of this machine."""
        told = {key: self.replaced(str(value), self.variables) for key, value in self.ours[name]["environment"].items()}
        assert told["VENTROS_DATABASE_HOST"] == "postgres"
        moved = {
            "VENTROS_DATABASE_HOST": self.services.settings["database_host"],
            "VENTROS_KAFKA_BROKERS": self.services.settings.get("kafka_brokers"),
            "VENTROS_KAFKA_DURABLE": "false",
            "VENTROS_REDIS_URL": self.services.settings["redis_url"],
            "VENTROS_METRICS_PORT": str(self.ports[9464]),
            "VENTROS_RABBITMQ_URL": self.rabbitmq.settings["rabbitmq_url"],
            "VENTROS_TEMPORAL_URL": self.temporal.settings["temporal_url"],
            "VENTROS_DATA_DIR": str(self.scratch),
            "VENTROS_LAKE": str(self.folder / "lake"),
        }
        return {
            "VENTROS_DATA_DIR": str(self.image_data),
            "VENTROS_DATABASE_PORT": str(self.services.settings["database_port"]),
            "VENTROS_API_PORT": str(self.ports[8080]),
            "VENTROS_MCP_PORT": str(self.ports[8081]),
            **told,
            **{key: value for key, value in moved.items() if key in told},
        }

    def settings(self, name):
        """What the process makes of its environment."""
        with pytest.MonkeyPatch.context() as patch:
            for key, value in self.environment(name).items():
                patch.setenv(key, value)
            return Settings(_env_file=None)

    def start(self, name, *words):
        """The process, with the words of its command or others in their place."""
        words = list(words) or shlex.split(self.ours[name]["command"])[1:]
        measured = {key: value for key, value in os.environ.items() if key.startswith("COV")}
        base = {"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUNBUFFERED": "1"}
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                [sys.executable, "-P", "-m", "api.cli", *words],
                cwd=self.folder,
                env=base | measured | self.environment(name),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
            )

    def run(self, name, *words):
        """What a command says that comes to its end."""
        with self.start(name, *words) as process:
            said = process.communicate(timeout=90)[0].decode()
        assert process.returncode == 0, self.log(name) + said
        return said

    def log(self, name):
        return (self.folder / f"{name}.log").read_text()

    def healthy(self, name):
        """Whether the process passes the check of the compose file."""
        if name not in SERVERS:
            return READY in self.log(name)
        _, _, *check = [str(word) for word in self.ours[name]["healthcheck"]["test"]]
        for port, here in self.ports.items():
            check = [word.replace(f":{port}/", f":{here}/") for word in check]
        return subprocess.run([sys.executable, *check], capture_output=True, check=False).returncode == 0

    def until(self, condition, *names, seconds=60):
        """What the condition gives, as soon as it gives anything, while these processes run."""
        deadline = time.monotonic() + seconds
        while not (found := condition()):
            for name in names:
                with suppress(subprocess.TimeoutExpired):
                    self.started[name].wait(0.05)
                assert self.started[name].returncode is None, self.log(name)
            assert time.monotonic() < deadline, {name: self.log(name)[-2000:] for name in names}
        return found


@pytest.fixture(scope="module")
def installed(ours, dot_env, replaced, models_dir, rabbitmq, temporal, tmp_path_factory):
    """Migrated by `migrate`, on a database that has never seen us."""
    models.fetch(models_dir)
    folder = tmp_path_factory.mktemp("production")
    (folder / "image").mkdir()
    (folder / "scratch").mkdir()
    (folder / "image/models").symlink_to(models_dir / "models")
    services_folder = tmp_path_factory.mktemp("services")
    for parent in (services_folder, services_folder.parent, services_folder.parent.parent):
        parent.chmod(0o711)
    with local.start(services_folder / "data") as services:
        theirs = {
            "POSTGRES_PASSWORD": services.settings["database_admin_password"],
            "REDIS_PASSWORD": urlsplit(services.settings["redis_url"]).password,
            "RABBITMQ_PASSWORD": urlsplit(rabbitmq.settings["rabbitmq_url"]).password,
        }
        installation = Installation(ours, services, rabbitmq, temporal, dot_env | theirs, replaced, folder)
        assert "applied 0001_core.sql" in installation.run("migrate")
        yield installation
    local.remove(services_folder / "data")


@pytest.fixture(scope="module")
def running(installed):
    """With the processes that serve."""
    names = (*SERVERS, *SILENT)
    with ExitStack() as stack:
        for name in names:
            installed.started[name] = stack.enter_context(installed.start(name))
            stack.callback(installed.started[name].kill)
        for name in names:
            installed.until(lambda name=name: installed.healthy(name), *names)
        yield installed


def test_migrating_again_changes_nothing(installed):
    assert installed.run("migrate").strip() == "The database is at the present schema."


@pytest.mark.parametrize("name", OPENS)
def test_a_process_gets_into_the_database_as_itself_and_as_nobody_else(installed, name):
    settings = installed.settings(name)
    let_in = set()
    for role in ("admin", *LOGINS):
        with suppress(psycopg.OperationalError), psycopg.connect(settings.dsn(role)):
            let_in.add(role)
    assert let_in == OPENS[name]


def test_a_signed_webhook_becomes_a_message(running):
    tenant = json.loads(running.run("operator", "tenants", "create", "Loja", "--output", "json"))
    assert tenant["id"] in running.run("operator")
    words = ("channels", "add", "waha", "--tenant", tenant["id"], "--no-wait", "--output", "json")
    channel = json.loads(
        running.run("operator", *words, "--base-url", "https://waha.example.com", "--api-key", "invented")
    )
    made = running.run(
        "operator", "keys", "create", "--tenant", tenant["id"], "--name", "test", "--role", "admin", "--output", "json"
    )
    key = {"Authorization": f"Bearer {json.loads(made)['key']}"}

    api = f"http://127.0.0.1:{running.ports[8080]}"
    outside = urlsplit(channel["webhook_url"])
    assert channel["webhook_url"].startswith(running.variables["VENTROS_PUBLIC_URL"])
    body = orjson.dumps(envelope("message.any", message_payload("5531900000001@c.us", "Oi", "3EB0", from_me=False)))
    unsigned = httpx.post(api + outside.path, content=body)
    answer = httpx.post(api + outside.path, content=body, headers=signed(body, channel["webhook_secret"]))
    assert (unsigned.status_code, answer.status_code) == (401, 200)

    def messages():
        listed = httpx.get(f"{api}/api/v1/crm/messages", headers=key)
        assert listed.status_code == 200
        return [one for one in listed.json()["items"] if one["session_id"]]

    (message,) = running.until(messages, "relay", "flows")
    assert message["text"] == "Oi"
    with psycopg.connect(running.settings("operator").dsn("admin")) as connection:
        rows = connection.execute("select tenant_id::text, text from crm.messages").fetchall()
    assert rows == [(tenant["id"], "Oi")]

    def bridged():
        flows = json.loads(running.run("operator", "flows", "ls", "--output", "json"))
        return {one["flow"]: one["behind"] for one in flows}["bridge"] == 0

    running.until(bridged, "bridge")
    asked = running.run(
        "operator", "lake", "query", "select 1 as one", "--credential", json.loads(made)["key"], "--output", "json"
    )
    assert json.loads(asked) == [{"one": 1}]


def test_the_doors_ask_who_calls(running):
    api, mcp = (f"http://127.0.0.1:{running.ports[port]}" for port in (8080, 8081))
    assert httpx.get(f"{api}/api/v1/crm/messages").status_code == 401
    host = {"Host": urlsplit(running.variables["VENTROS_MCP_PUBLIC_URL"]).netloc}
    refused = httpx.post(f"{mcp}/mcp", json={"jsonrpc": "2.0", "id": 1, "method": "tools/list"}, headers=host)
    assert refused.status_code == 401


def test_dbt_reads_and_builds_with_what_analytics_knows(installed):
    words = shlex.split(installed.ours["analytics"]["command"])[1:]
    assert "ERROR=0" in installed.run("analytics", *words, "--select", "stg_crm__contacts")


def test_the_operator_says_when_the_workers_build(running):
    plan = json.loads(running.run("operator", "analytics", "schedule", "--every", "6h", "--output", "json"))
    assert (plan["every"], plan["on"]) == ("PT6H", True)


def test_nothing_is_written_into_the_image(running):
    assert [file.name for file in running.image_data.iterdir()] == ["models"]


def test_no_log_holds_a_secret(running):
    secrets = {value for name, value in running.variables.items() if name.endswith(("_PASSWORD", "_KEYS"))}
    logs = [file.read_text() for file in running.folder.glob("*.log")]
    assert len(logs) >= len(running.started)
    assert [log for log in logs if any(secret in log for secret in secrets)] == []


def test_prometheus_is_told_how_the_installation_is(running):
    told = httpx.get(f"http://127.0.0.1:{running.ports[9464]}/metrics", timeout=10).text
    for service in ("kafka", "postgres", "redis"):
        assert f'ventros_up{{service="{service}"}} 1.0' in told
