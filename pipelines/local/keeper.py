"""Keeps one service, and ends it when the launcher is gone. `process.py` runs this file by itself; nobody imports it.

Its standard input is a pipe from the launcher on which nothing is ever sent: however the launcher ends, even by
kill -9, the pipe closes, and that is the order to stop. It needs the standard library only and imports little.
"""

import ctypes
import os
import select
import signal
import sys
import time
from pathlib import Path

STDIN, STDOUT, STDERR = 0, 1, 2
PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36  # linux/prctl.h


def prctl(option: int, value: int) -> None:
    """Linux's second line of defence; elsewhere the pipe alone has to do."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


def wakes() -> int:
    """A file descriptor that becomes readable when a child ended or somebody asks us to stop."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    for signum in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(signum, lambda *_: None)
    return reader


def become(account: str) -> None:
    """Give up root for good: `account` is uid:gid."""
    uid, gid = map(int, account.split(":"))
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def spawn(command: list[str], account: str, death_signal: int) -> int:
    """Start the service; its output goes where our errors go, to its log."""
    keeper = os.getpid()
    pid = os.fork()
    if pid:
        return pid
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), STDIN)
        os.dup2(STDERR, STDOUT)
        if account:
            become(account)
        prctl(PR_SET_PDEATHSIG, death_signal)  # after `become`, which would clear it
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        os.umask(0o077)
        if os.getppid() == keeper:
            os.execv(command[0], command)  # noqa: S606
    except OSError as error:
        os.write(STDERR, f"{command[0]}: {error}\n".encode())
    finally:
        os._exit(127)


def reap(child: int) -> bool:
    """Collect whoever ended; True when the service is among them."""
    gone = False
    try:
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            gone = gone or pid == child
    except ChildProcessError:
        return True
    return gone


def watch(child: int, launcher: int, wake: int) -> bool:
    """Wait until the service ended by itself (True) or has to be ended (False)."""
    while not reap(child):
        # A copy of the launcher made by fork would hold the pipe open: hence a look at our parent every second.
        readable = select.select([STDIN, wake], [], [], 1.0)[0]
        asked = wake in readable and signal.SIGTERM in os.read(wake, 512)
        if asked or STDIN in readable or os.getppid() != launcher:
            return False
    return True


def end(child: int, signals: list[int], grace: float, wake: int) -> None:
    """Ask politely, one signal after the other, `grace` seconds each; then kill."""
    for signum in signals:
        os.kill(child, signum)
        deadline = time.monotonic() + grace
        while (left := deadline - time.monotonic()) > 0:
            if reap(child):
                return
            if select.select([wake], [], [], left)[0]:
                os.read(wake, 512)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def sweep() -> None:
    """Kill what the service left behind: a killed Postgres leaves backends, which block its next start."""
    listing = Path(f"/proc/self/task/{os.getpid()}/children")
    while True:
        for pid in listing.read_text().split() if listing.exists() else ():
            os.kill(int(pid), signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def keep(launcher: int, signals: list[int], grace: float, account: str, command: list[str]) -> None:
    """Run the service until it ends or the launcher does."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    wake = wakes()
    child = spawn(command, account, signals[0])
    os.write(STDOUT, f"{child}\n".encode())
    os.close(STDOUT)
    if not watch(child, launcher, wake):
        end(child, signals, grace, wake)
    sweep()


if __name__ == "__main__":
    _, parent, order, seconds, user, *service = sys.argv
    keep(int(parent), [int(signum) for signum in order.split(",")], float(seconds), user, service)
