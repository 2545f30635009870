"""RabbitMQ, where there is one: whether it answers, and how much waits in the queues of the bridge."""

from api.cli.checks import Finding, State, log_of
from contracts.errors import VentrosError
from contracts.settings import Settings
from contracts.topics import DEAD_LETTERS
from pipelines.bridge.depth import Depths, depths
from pipelines.bridge.rabbitmq import LENGTH

DEEP = LENGTH // 10


def rabbitmq(settings: Settings) -> list[Finding]:
    """Everything about RabbitMQ; nothing where there is none, and when it does not answer, that alone."""
    if not settings.bridged:
        return []
    try:
        found = depths(settings)
    except VentrosError as error:
        mend = "start it, or correct VENTROS_RABBITMQ_URL"
        return [Finding(name="rabbitmq", state="fail", found=str(error), mend=mend)]
    answers = Finding(name="rabbitmq", state="ok", found=settings.rabbitmq_address)
    return [answers, _queues(settings, found), _dead_letters(found)]


def _queues(settings: Settings, found: Depths) -> Finding:
    queues = {name: depth for name, depth in found.items() if not name.endswith(DEAD_LETTERS)}
    missing = [name for name, depth in queues.items() if depth is None]
    if missing:
        told = f"missing: {', '.join(missing)}; the bridge makes them"
        return Finding(name="rabbitmq queues", state="fail", found=told, mend=log_of(settings, "bridge"))
    deep = {name: depth for name, depth in queues.items() if depth and depth >= DEEP}
    if not deep:
        waiting = sum(depth or 0 for depth in queues.values())
        return Finding(name="rabbitmq queues", state="ok", found=f"{waiting:,} messages wait in {len(queues)}")
    full = max(deep.values()) >= LENGTH
    state: State = "fail" if full else "warn"
    told = _told(deep) + (" (full: the bridge waits for it)" if full else "")
    mend = f"start who takes from it; if nobody will: rabbitmqctl purge_queue {max(deep, key=deep.__getitem__)}"
    return Finding(name="rabbitmq queues", state=state, found=told, mend=mend)


def _dead_letters(found: Depths) -> Finding:
    dead = {name: depth for name, depth in found.items() if name.endswith(DEAD_LETTERS) and depth}
    if not dead:
        return Finding(name="rabbitmq dead letters", state="ok", found="none")
    mend = "their header x-death says why; when that is mended, move them back with a shovel, or purge the queue"
    return Finding(name="rabbitmq dead letters", state="warn", found=_told(dead), mend=mend)


def _told(depths: dict[str, int]) -> str:
    return ", ".join(f"{name}: {depth:,}" for name, depth in depths.items())
