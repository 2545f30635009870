"""What is struck: embedded services and the real processes, in a folder of their own, with handles to hurt them by."""

import asyncio
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api.cli.child import Child
from api.cli.installation import prepare as make_ready
from api.cli.processes import Processes
from api.demo import stage
from api.demo.stage import Stage
from api.demo.undisturbed import second_database
from contracts.settings import Settings
from pipelines import local
from pipelines.local.rabbitmq import server as rabbitmq_server
from pipelines.local.service import HOST, free_port
from tests.chaos import workload
from tests.chaos.disks import Disk, small_disks
from tests.chaos.failpoints import ORDERS
from tests.chaos.poison import Poison
from tests.chaos.replies import Counting, sandboxed

ROLES = ("relay", "flows", "heavy", "api")
PATIENCE = 60.0


class NotInTime(RuntimeError):
    """Something that was waited for did not come."""


@dataclass(frozen=True)
class Installation:
    """The services, the processes, and the tenants whose webhooks come in.

    `desk` is one more tenant, whose replies are sent to `waha`. `disks` are small ones: `wal` of Postgres and `lake`,
    none where nothing may be mounted. `orders` is the folder that arms failpoints.
    """

    settings: Settings
    services: local.Services
    processes: Processes
    stages: list[Stage]
    desk: Stage
    waha: Counting
    undisturbed: Settings
    orders: Path
    disks: dict[str, Disk]
    poison: Poison = field(default_factory=Poison)

    @property
    def url(self) -> str:
        """Where webhooks go."""
        return f"http://{HOST}:{self.settings.api_port}"

    @property
    def roles(self) -> tuple[str, ...]:
        """The processes that run."""
        return tuple(self.processes._children)

    def child(self, role: str) -> Child:
        """A process with its log."""
        return self.processes._children[role]

    def pid(self, name: str) -> int:
        """The process of a role or of a service."""
        if name in self.roles:
            return self.child(name)._process.pid
        return self.services._services[name].process.pid

    @contextmanager
    def frozen(self, *names: str) -> Iterator[None]:
        """Until the block ends none of them, nor of their own processes, does anything."""
        stopped = [one for name in names for one in tree(self.pid(name))]
        send(signal.SIGSTOP, stopped)
        try:
            yield
        finally:
            send(signal.SIGCONT, stopped)

    def renew(self, **environment: str) -> None:
        """Kill all processes (-9), and return when all of them are started anew with this in their environment."""
        with changed(environment):
            before = {role: self.processes.restarts(role) for role in self.roles}
            for role in self.roles:
                self.processes.kill(role)
            for role, restarts in before.items():
                self.processes.wait_ready(role, restarts + 1)


@contextmanager
def changed(environment: dict[str, str]) -> Iterator[None]:
    """What is started in this block finds these variables."""
    before = {name: os.environ.get(name) for name in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.__setitem__(name, value)


def tree(pid: int) -> list[int]:
    """A process with all that it started, itself first."""
    listing = Path(f"/proc/{pid}/task")
    below = [int(one) for task in listing.glob("*/children") for one in task.read_text().split()]
    return [pid, *(each for one in below for each in tree(one))]


def send(signum: int, pids: Iterable[int]) -> None:
    """Signal those that are still there."""
    for pid in pids:
        try:
            os.kill(pid, signum)
        except ProcessLookupError:
            continue


def until(condition: Callable[[], Any], what: str | Callable[[], str], seconds: float = PATIENCE) -> float:
    """Return when it holds: after how many seconds. Raises NotInTime, with `what` is the matter."""
    began, pause = time.monotonic(), threading.Event()
    while not condition():
        if time.monotonic() - began > seconds:
            raise NotInTime(f"{what if isinstance(what, str) else what()}: not within {seconds:.0f} s")
        pause.wait(0.05)
    return time.monotonic() - began


@contextmanager
def installed(*, bridged: bool, logs: Path | None = None) -> Iterator[Installation]:
    """Everything, until the block ends; what the processes said is copied to `logs`."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ventros-chaos-")))
        folder.chmod(0o711)  # Postgres' user passes through
        data, orders = folder / "data", folder / "orders"
        orders.mkdir()
        disks = stack.enter_context(small_disks(folder))
        stack.callback(local.remove, data)
        if logs:
            stack.callback(lambda: shutil.copytree(data / "logs", logs, dirs_exist_ok=True))
        only = (*local.EVERYWHERE, "rabbitmq") if bridged and rabbitmq_server() else local.EVERYWHERE
        services = stack.enter_context(local.start(data, only))
        waha = stack.enter_context(sandboxed())
        settings = _settings(data, services, waha, disks)
        make_ready(settings)
        stages = asyncio.run(stage.prepare(settings, shops=workload.shops()))
        (desk,) = asyncio.run(stage.prepare(settings, waha.base_url, [workload.DESK]))
        undisturbed = stack.enter_context(second_database(settings))
        if disks:
            disks["wal"].move_wal(services, settings)
        os.environ[ORDERS] = str(orders)
        Child.program = ("tests.chaos.launcher",)
        roles = (*ROLES, "bridge") if settings.bridged else ROLES
        processes = stack.enter_context(Processes(settings, roles))
        yield Installation(settings, services, processes, stages, desk, waha, undisturbed, orders, disks)


def _settings(folder: Path, services: local.Services, waha: Counting, disks: dict[str, Disk]) -> Settings:
    api = free_port(None)
    told: dict[str, Any] = {
        "data_dir": folder.resolve(),
        "api_host": HOST,
        "api_port": api,
        "mcp_port": free_port(api + 1),
        "public_url": f"http://{HOST}:{api}",
        "jwks_url": "",
        "rabbitmq_url": "",
        "kafka_options": {},
        "embedder": "hashing",
        "log_level": "WARNING",
        "lake": str(disks["lake"].folder / "lake") if disks else "",
        "lake_seconds": 1.0,
        "outbound_allow": [urlsplit(waha.base_url).netloc],
    }
    return Settings(_env_file=None, **{**told, **services.settings})
