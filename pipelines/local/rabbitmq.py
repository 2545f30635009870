"""RabbitMQ, where the machine has one: no wheel holds it, so that nobody starts it who was not asked to.

It keeps what it holds over restarts. It does not listen beyond this machine, its Erlang neighbours (epmd) included.
"""

import asyncio
import os
import pwd
import secrets
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from .process import ENVIRONMENT, Account
from .record import Setting
from .service import HOST, NotStarted, Service, free_port
from .unprivileged import reaches

DEBIAN = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""The server itself: what Debian puts on the path is a wrapper that only its own user and root may run."""

HOW_TO_INSTALL = "apt-get install rabbitmq-server (Debian, Ubuntu), brew install rabbitmq (macOS)"
_USER = "ventros"


def server() -> Path | None:
    """The program of RabbitMQ on this machine; None where there is none."""
    found = shutil.which("rabbitmq-server", path=f"{os.defpath}:/usr/local/sbin:/opt/homebrew/sbin")
    return DEBIAN if DEBIAN.exists() else Path(found) if found else None


class RabbitMQ(Service):
    name = "rabbitmq"
    title = "RabbitMQ"
    patience = 120.0

    def describe(self, kept: Mapping[str, Setting]) -> dict[str, Setting]:
        self.password = urlsplit(str(kept.get("rabbitmq_url", ""))).password or secrets.token_urlsafe(24)
        return {"rabbitmq_url": f"amqp://{_USER}:{self.password}@{HOST}:{self.port}/"}

    def prepare(self) -> None:
        """The password goes into a file; RabbitMQ reads it when it makes its first database."""
        self.program, self.account = server(), _account()
        if self.program is None:
            raise NotStarted(f"RabbitMQ is not installed on this machine: {HOW_TO_INSTALL}")
        if self.account and not reaches(self.account, self.folder.parent):
            raise NotStarted(f"RabbitMQ's user cannot enter {self.folder.parent}: use another data folder")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        (self.folder / "plugins").write_text("[].\n")
        (self.folder / "rabbitmq.conf").write_text(
            f"listeners.tcp.1 = {HOST}:{self.port}\n"
            f"default_user = {_USER}\ndefault_pass = {self.password}\n"
            "log.file = false\nlog.console = true\nlog.console.level = warning\n"
        )
        if self.account:
            for path in (self.folder, *self.folder.iterdir()):
                os.chown(path, *self.account)

    def environment(self) -> Mapping[str, str]:
        """A home, a neighbourhood and ports of its own: nothing of a RabbitMQ that the machine runs besides."""
        folder = str(self.folder)
        return ENVIRONMENT | {
            "HOME": folder,
            "RABBITMQ_NODENAME": "ventros@localhost",
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": folder,
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_DIST_PORT": str(free_port(None)),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(free_port(None)),
            "ERL_EPMD_ADDRESS": HOST,
            "RUNNING_UNDER_SYSTEMD": "1",  # the script then becomes the server, in place of watching over it
        }

    def command(self) -> list[str]:
        return [str(self.program)]

    def ready(self) -> bool:
        """Our password is random, so whoever takes it is ours."""
        try:
            socket.create_connection((HOST, self.port), timeout=1).close()
        except OSError:
            return False
        return asyncio.run(_lets_in(str(self.settings["rabbitmq_url"])))


def _account() -> Account | None:
    """Who runs it: as root, the user that its package made; else ourselves."""
    if os.geteuid() != 0:
        return None
    try:
        user = pwd.getpwnam("rabbitmq")
    except KeyError:
        return None
    return Account(user.pw_uid, user.pw_gid)


async def _lets_in(url: str) -> bool:
    from aio_pika import connect
    from aio_pika.exceptions import CONNECTION_EXCEPTIONS

    try:
        connection = await connect(url, timeout=5)
    except (*CONNECTION_EXCEPTIONS, TimeoutError):
        return False
    await connection.close()
    return True
