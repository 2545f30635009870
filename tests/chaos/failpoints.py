"""Where a process can be told to end itself as a power cut would. Production code knows nothing of it.

`launcher.py` wraps these functions before the process begins. A point is armed by a file of its name in the folder of
orders; whoever passes it next takes the file away and is gone.
"""

import importlib
import inspect
import os
import signal
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any, Literal

ORDERS = "CHAOS_ORDERS"
"""The environment variable that names the folder of orders."""


@dataclass(frozen=True)
class Failpoint:
    """A process is gone before or after it has done `function` (module:name) while `when` is true of its arguments."""

    name: str
    role: str
    moment: Literal["before", "after"]
    function: str
    when: Callable[..., bool] = lambda *_, **__: True


def _commits(*args: Any, **_: Any) -> bool:
    """Whether a round trip is the last of its batch, with the commit."""
    return len(args) > 2


IN_STEP = "memory.db:Batch._round"

FAILPOINTS = (
    Failpoint("api: webhook read, not stored", "api", "before", "memory.core.journal:Journal._write"),
    Failpoint("api: webhook stored, not answered", "api", "after", "memory.core.journal:Journal._write"),
    Failpoint("relay: rows read, not published", "relay", "before", "pipelines.outbox:Relay._publish"),
    Failpoint("relay: published, cursor not moved", "relay", "after", "pipelines.outbox:Relay._publish"),
    Failpoint("flows: batch done, not committed", "flows", "before", IN_STEP, _commits),
    Failpoint("flows: batch committed, not remembered", "flows", "after", IN_STEP, _commits),
    Failpoint("heavy: records taken, no file written", "heavy", "before", "pipelines.lake.store:Store.put"),
    Failpoint("heavy: file written, not in the manifest", "heavy", "after", "pipelines.lake.store:Store.put"),
    Failpoint("heavy: manifest committed, not remembered", "heavy", "after", IN_STEP, _commits),
    Failpoint("bridge: events read, not published", "bridge", "before", "pipelines.bridge.carrier:Carrier._publish"),
    Failpoint("bridge: confirmed, position not moved", "bridge", "before", "pipelines.bridge.carrier:Carrier._move"),
    Failpoint("sender: reply claimed, not sent", "flows", "before", "pipelines.sender:Sender._call"),
    Failpoint("sender: reply sent, not recorded", "flows", "before", "pipelines.sender:record_sent"),
)


def install(role: str, orders: Path) -> None:
    """Wrap the functions of a role's points."""
    for point in FAILPOINTS:
        if point.role == role:
            _wrap(point, orders)


def _wrap(point: Failpoint, orders: Path) -> None:
    module, _, path = point.function.partition(":")
    *owners, name = path.split(".")
    owner = importlib.import_module(module)
    for one in owners:
        owner = getattr(owner, one)
    setattr(owner, name, wrapped(getattr(owner, name), point, orders))


def wrapped(function: Callable[..., Any], point: Failpoint, orders: Path) -> Callable[..., Any]:
    """The function with its point."""

    def passed(moment: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if point.moment == moment and point.when(*args, **kwargs):
            fire(orders / order(point))

    @wraps(function)
    async def awaited(*args: Any, **kwargs: Any) -> Any:
        passed("before", args, kwargs)
        result = await function(*args, **kwargs)
        passed("after", args, kwargs)
        return result

    @wraps(function)
    def called(*args: Any, **kwargs: Any) -> Any:
        passed("before", args, kwargs)
        result = function(*args, **kwargs)
        passed("after", args, kwargs)
        return result

    return awaited if inspect.iscoroutinefunction(function) else called


def order(point: Failpoint) -> str:
    """The name of the file that arms a point."""
    return point.name.replace(": ", "-").replace(", ", "-").replace(" ", "_")


def fire(armed: Path) -> None:
    """End this process if the point is armed; it is no longer then."""
    with suppress(FileNotFoundError):
        armed.unlink()
        os.kill(os.getpid(), signal.SIGKILL)
