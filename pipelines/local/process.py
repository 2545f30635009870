"""Child processes that never outlive us, and how to recognise them later."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypedDict

KEEPER = Path(__file__).with_name("keeper.py")
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "NO_COLOR": "1"}
"""All that a service sees of our environment, which may hold keys."""


class Account(NamedTuple):
    """A user of the operating system."""

    uid: int
    gid: int


class ProcessId(TypedDict):
    """A process for ever: its pid, and when it started, since pids are used again."""

    pid: int
    started: str


def started(pid: int) -> str:
    """When the process started, in a form that only serves for comparison; empty when there is none."""
    stat = Path(f"/proc/{pid}/stat")
    if not Path("/proc/self/stat").exists():
        asked = subprocess.run(
            ["/bin/ps", "-o", "lstart=", "-p", str(pid)], capture_output=True, text=True, check=False
        )
        return asked.stdout.strip()
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return ""
    boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    return "" if fields[0] in "ZX" else f"{boot}:{fields[19]}"  # proc(5): state is the first, starttime the 20th here


def pids() -> list[int]:
    """All processes, where the system lists them (Linux)."""
    return [int(process.name) for process in Path("/proc").glob("[0-9]*")]


def folder_of(pid: int) -> Path | None:
    """The folder that the process works in; None when it has ended or we may not know (Linux tells, others do not)."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def identify(pid: int) -> ProcessId:
    return {"pid": pid, "started": started(pid)}


def alive(process: ProcessId) -> bool:
    """Whether this very process still runs."""
    return bool(process["started"]) and started(process["pid"]) == process["started"]


def send(signum: int, processes: Iterable[ProcessId]) -> None:
    """Signal those that still run."""
    for process in processes:
        if alive(process):
            with suppress(ProcessLookupError):  # it ended this moment
                os.kill(process["pid"], signum)


def gone(processes: Iterable[ProcessId], seconds: float) -> bool:
    """Wait until none of them runs; False when time is up."""
    deadline = time.monotonic() + seconds
    left = [process for process in processes if alive(process)]
    while left and time.monotonic() < deadline:
        time.sleep(0.02)
        left = [process for process in left if alive(process)]
    return not left


def kept(
    command: list[str], signals: tuple[int, ...], grace: float = 10.0, account: Account | None = None
) -> list[str]:
    """The command of a keeper that runs this one, as our child, until its standard input closes or we are gone.

    It says the pid on its standard output; what the command says comes on its standard error.
    """
    order = ",".join(str(int(signum)) for signum in signals)
    user = f"{account.uid}:{account.gid}" if account else ""
    return [sys.executable, "-I", "-S", str(KEEPER), str(os.getpid()), order, str(grace), user, *command]


class Process:
    """A service's process under a keeper of its own, which ends it when we end.

    `signals` are tried in turn, `grace` seconds each, before it is killed. It works in `folder`.
    """

    def __init__(
        self,
        command: list[str],
        log: Path,
        signals: tuple[int, ...],
        account: Account | None = None,
        grace: float = 10.0,
        environment: Mapping[str, str] = ENVIRONMENT,
        folder: Path = Path("/"),
    ) -> None:
        self._patience = grace * len(signals) + 5
        keeper = kept(command, signals, grace, account)
        with log.open("ab") as out:
            self._keeper = subprocess.Popen(
                keeper,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=out,
                cwd=folder,
                env=environment,
                start_new_session=True,  # Ctrl-C is for the launcher, which then stops us in order
            )
        assert self._keeper.stdout is not None  # noqa: S101
        with self._keeper.stdout as said:
            self.pid = int(said.readline() or self._keeper.pid)

    def identities(self) -> list[ProcessId]:
        """The service and its keeper."""
        return [identify(self.pid), identify(self._keeper.pid)]

    def running(self) -> bool:
        return self._keeper.poll() is None

    def stop(self) -> None:
        """Close the keeper's pipe, which is its order to stop, and wait for it."""
        if self._keeper.stdin is not None:
            self._keeper.stdin.close()
        try:
            self._keeper.wait(self._patience)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()

    def kill(self) -> None:
        """End the service as a power cut would; its keeper follows."""
        if self.running():
            with suppress(ProcessLookupError):  # it ended this moment
                os.kill(self.pid, signal.SIGKILL)
        self.stop()
