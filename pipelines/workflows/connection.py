"""Our way to Temporal."""

import atexit
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import unquote, urlsplit

from temporalio.client import Client
from temporalio.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter
from temporalio.service import RPCError

from contracts.errors import Invalid, Unavailable
from contracts.settings import Settings

PATIENCE = timedelta(seconds=2)
"""How long Temporal may take to let us in."""

LEAVING = 0.2
"""Seconds that its threads have to give Python's lock back before the process ends: whichever of them is about to do so
then aborts it (github.com/temporalio/sdk-python/issues/300)."""

TLS = {"temporal": False, "temporals": True}
"""By the scheme of the address."""


async def connect(settings: Settings) -> Client:
    """A client in the namespace of the settings. Raises Invalid for no or a wrong address, Unavailable."""
    url = urlsplit(settings.temporal_url.get_secret_value())
    namespace = url.path.strip("/")
    if url.scheme not in TLS or not url.hostname or not namespace:
        raise Invalid("VENTROS_TEMPORAL_URL is no address such as temporal://host:7233/namespace")
    with away(settings):
        return await Client.connect(
            f"{url.hostname}:{url.port or 7233}",
            namespace=namespace,
            api_key=unquote(url.password) if url.password else None,
            tls=TLS[url.scheme],
            connect_timeout=PATIENCE,
            runtime=_runtime(),
        )


@contextmanager
def away(settings: Settings) -> Iterator[None]:
    """Whatever Temporal or the way to it does to us is Unavailable: it may pass by itself."""
    where = f"Temporal at {settings.temporal_address}"
    try:
        yield
    except RPCError as error:
        raise Unavailable(f"{where} refuses: {error.message or error.status.name}") from error
    except (RuntimeError, TimeoutError) as error:  # the first is how a connection fails that is not there yet
        raise Unavailable(f"{where} does not answer") from error


_runtimes: list[Runtime] = []
"""The one of this process, once it is there: it has threads."""


def _runtime() -> Runtime:
    """What the client's machinery says goes to our log."""
    if not _runtimes:
        into = LogForwardingConfig(logger=logging.getLogger("ventros.temporal"))
        told = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=into)
        _runtimes.append(Runtime(telemetry=TelemetryConfig(logging=told)))
        atexit.register(time.sleep, LEAVING)
    return _runtimes[0]
