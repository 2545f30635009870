import contextlib
import json

import httpx
import pytest
from pydantic import SecretStr

from api.cli import running
from api.cli.child import FIRST_PAUSE, LONGEST_PAUSE, Child, environment
from api.cli.processes import NotReady, Processes, roles_of
from contracts.provider import RerankProvider, SentimentProvider
from contracts.settings import Settings
from pipelines.local.process import alive, gone
from pipelines.local.service import free_port


@pytest.fixture(scope="module")
def ours(settings, tmp_path_factory):
    """Settings with a data folder and a port of this module's own."""
    folder = tmp_path_factory.mktemp("data")
    return settings.model_copy(update={"data_dir": folder, "api_port": free_port(None), "embedder": "hashing"})


@pytest.fixture(scope="module")
def heard():
    return []


@pytest.fixture(scope="module")
def processes(ours, heard, empty_log):
    with Processes(ours, ("relay", "flows", "api"), lambda *said: heard.append(said)) as started:
        yield started


def identities(settings):
    return [one for role in running.read(settings.data_dir)["roles"].values() for one in role["processes"]]


def test_processes_are_ready_when_they_are_said_to_be(processes, ours):
    assert all(processes.ready(role) for role in ("relay", "flows", "api"))
    assert httpx.get(f"http://127.0.0.1:{ours.api_port}/health").json() == {"status": "ok"}
    state = running.read(ours.data_dir)
    assert state["ready"]
    assert all(alive(one) for one in [state["launcher"], *identities(ours)])


def test_a_process_that_is_killed_is_started_anew_and_the_log_says_so(processes, ours, heard):
    before = running.read(ours.data_dir)["roles"]["relay"]["processes"]
    processes.kill("relay")
    processes.wait_ready("relay", restarts=1, seconds=30)
    assert not any(alive(one) for one in before)
    assert any("relay ended, and is started anew in 0.25 s" in line for role, line in heard if role == "relay")
    assert "relay ended" in (ours.data_dir / "logs" / "relay.log").read_text()
    assert processes.restarts("relay") == 1
    assert processes.restarts("flows") == 0


def test_every_process_has_a_log_of_its_own_of_one_object_a_line(processes, ours):
    for role in ("relay", "flows", "api"):
        lines = (ours.data_dir / "logs" / f"{role}.log").read_text().splitlines()
        assert all({"event", "level", "timestamp"} <= json.loads(line).keys() for line in lines)


def test_a_process_that_does_not_start_is_quoted_and_nothing_stays_behind(ours, tmp_path):
    settings = ours.model_copy(update={"data_dir": tmp_path})
    seen = []
    with pytest.raises(NotReady, match=r"nonsense did not start[^$]*No such command 'nonsense'[^$]*nonsense\.log"):
        Processes(settings, ("relay", "nonsense"), lambda *_: seen.extend(_recorded(settings))).start()
    assert gone(seen, 0)
    assert running.read(tmp_path) is None


def _recorded(settings):
    state = running.read(settings.data_dir)
    return [one for role in state["roles"].values() for one in role["processes"]] if state else []


def test_a_process_is_told_every_setting_as_it_is(ours, monkeypatch):
    providers = [RerankProvider(task="rerank", model="a"), SentimentProvider(task="sentiment", name="cautious")]
    told = ours.model_copy(update={"providers": providers})
    for name, value in environment(told).items():
        monkeypatch.setenv(name, value)
    assert Settings(_env_file=None) == told


def test_the_bridge_is_one_of_the_processes_where_there_is_a_rabbitmq(ours):
    bridged = ours.model_copy(update={"rabbitmq_url": SecretStr("amqp://ventros:invented@localhost/")})
    assert roles_of(ours) == ("relay", "flows", "heavy", "api", "mcp")
    assert roles_of(bridged) == ("relay", "flows", "heavy", "bridge", "api", "mcp")


def test_workers_are_among_the_processes_where_there_is_a_temporal(ours):
    scheduled = ours.model_copy(update={"temporal_url": SecretStr("temporal://localhost/ventros")})
    assert roles_of(scheduled) == ("relay", "flows", "heavy", "workers", "api", "mcp")


def test_workers_without_a_temporal_say_which_setting_is_missing(ours, tmp_path):
    settings = ours.model_copy(update={"data_dir": tmp_path})
    with pytest.raises(NotReady, match="VENTROS_TEMPORAL_URL"):
        Processes(settings, ("workers",)).start()


def test_a_bridge_without_a_rabbitmq_says_which_setting_is_missing(ours, tmp_path):
    settings = ours.model_copy(update={"data_dir": tmp_path})
    with pytest.raises(NotReady, match="VENTROS_RABBITMQ_URL"):
        Processes(settings, ("bridge",)).start()


def test_pauses_grow_to_half_a_minute(ours, tmp_path, monkeypatch):
    """Told by a clock of the test's own: nothing is started and nothing waits."""
    now = [100.0]
    monkeypatch.setattr("api.cli.child.time.monotonic", lambda: now[0])
    child = Child("relay", ours.model_copy(update={"data_dir": tmp_path}))
    monkeypatch.setattr(child, "start", lambda: setattr(child, "_due", 0.0) or setattr(child, "_began", now[0]))
    pauses = []
    for _ in range(8):
        child.start()
        child.look(lambda *_: None)
        pauses.append(child._due - now[0])
        now[0] = child._due
        child.look(lambda *_: None)
    assert pauses == [FIRST_PAUSE, 0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE]
    assert child.restarts == 8
    now[0] += 11  # it worked for a while: it has proved itself
    child.look(lambda *_: None)
    assert child._due - now[0] == FIRST_PAUSE


def test_a_stop_leaves_no_process(ours, tmp_path):
    settings = ours.model_copy(update={"data_dir": tmp_path})
    with contextlib.closing(contextlib.ExitStack()) as stack:
        started = stack.enter_context(Processes(settings, ("relay",)))
        held = identities(settings)
        assert len(held) == 2
        started.stop()
        assert gone(held, 0)
        assert running.read(tmp_path) is None
        started.stop()


def test_the_metrics_are_told_where_a_port_is_named_for_them(ours):
    assert "metrics" in roles_of(ours.model_copy(update={"metrics_port": 9464}))
