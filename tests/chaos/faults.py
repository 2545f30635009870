"""What is done to the system: the table of faults, each from its strike (`with`) to its mending (the end of the block)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial

from tests.chaos import strikes
from tests.chaos.failpoints import FAILPOINTS, Failpoint, order
from tests.chaos.installation import Installation, until

Strike = Callable[[Installation], AbstractContextManager[None]]


@dataclass(frozen=True)
class Fault:
    """A fault by its name. It lasts `seconds` once it has struck; what mends itself at once lasts none.

    `needs` says without which role, disk or program it means nothing.
    """

    name: str
    strike: Strike
    seconds: float = 3.0
    needs: str = ""


def killed(role: str) -> Fault:
    """A process is gone, as by a power cut; the launcher starts it anew."""

    @contextmanager
    def strike(house: Installation) -> Iterator[None]:
        house.processes.kill(role)
        yield

    return Fault(f"kill -9 of {role}", strike, 0.0, role)


def failpoint(point: Failpoint) -> Fault:
    """A process is gone at the worst moment."""

    @contextmanager
    def strike(house: Installation) -> Iterator[None]:
        armed = house.orders / order(point)
        armed.touch()
        until(lambda: not armed.exists(), f"nobody passed {point.name}", 30.0)
        yield

    return Fault(point.name, strike, 0.0, point.role)


def frozen(name: str, title: str) -> Fault:
    """It is there and does nothing: connections stay open, nobody answers."""
    return Fault(f"{title} frozen", lambda house: house.frozen(name), 4.0, name)


def service(title: str, name: str) -> tuple[Fault, ...]:
    """What befalls every service that keeps what it has."""
    return (
        Fault(f"{title} crashed", partial(strikes.crashed, name=name), 0.0, name),
        Fault(f"{title} stopped", partial(strikes.stopped, name=name), 3.0, name),
        frozen(name, title),
    )


ROLES = ("api", "relay", "flows", "heavy", "bridge")

FAULTS: tuple[Fault, ...] = (
    Fault("broker started empty", partial(strikes.crashed, name="kafka"), 0.0),
    Fault("broker stopped, then empty", partial(strikes.stopped, name="kafka")),
    frozen("kafka", "broker"),
    *(killed(role) for role in ROLES),
    *(frozen(role, role) for role in ROLES),
    *(failpoint(point) for point in FAILPOINTS),
    *service("Postgres", "postgres"),
    Fault("Postgres' connections ended", strikes.disconnected, 0.0),
    Fault("Postgres' log disk full", strikes.log_disk_full, 3.0, "disks"),
    Fault("lake's disk full", lambda house: house.disks["lake"].full(), 5.0, "disks"),
    Fault("Redis flushed", strikes.flushed, 0.0),
    *service("Redis", "redis"),
    *service("RabbitMQ", "rabbitmq"),
    Fault("RabbitMQ's queue full", strikes.queue_full, 3.0, "bridge"),
    Fault("zombie flows", strikes.zombie, 0.0),
    Fault("clock +10 minutes", partial(strikes.clock_wrong, seconds=strikes.TEN_MINUTES), 4.0, "faketime"),
    Fault("clock -10 minutes", partial(strikes.clock_wrong, seconds=-strikes.TEN_MINUTES), 4.0, "faketime"),
    Fault("slow network", strikes.slow_network, 4.0),
    Fault("poison and oversized", lambda house: house.poison.strike(house), 1.0),
    Fault("two replays", strikes.two_replays, 1.0),
)


def possible(fault: Fault, house: Installation) -> bool:
    """Whether this house has what the fault needs."""
    there = {"disks": bool(house.disks), "faketime": strikes.FAKETIME.exists()}
    return there.get(fault.needs, not fault.needs or fault.needs in {*house.roles, *house.services._services})
