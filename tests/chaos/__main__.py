"""`python -m tests.chaos [--seed N] [--fault NAME]… [--minutes M] [--pace N] [--output json]`: nothing is lost."""

import argparse
import random
import secrets
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from rich.console import Console

from tests.chaos.faults import FAULTS, Fault
from tests.chaos.installation import installed
from tests.chaos.run import Run


def main() -> None:
    """Strike, and say what came of it. Exit code 1 when a promise was broken."""
    told = _told()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything is put away then, too
    console = Console(stderr=True, highlight=False)
    console.print(f"seed {told.seed}: the same faults in the same order with --seed {told.seed}")
    with installed(bridged=not told.without_rabbitmq, logs=told.logs) as house:
        run = Run(house, told.seed, told.pace, lambda words: console.print(f"  {words}"))
        deadline = time.monotonic() + 60 * told.minutes
        result = run.run(told.fault or endless(FAULTS, told.seed), deadline)
    out = Console()
    out.print_json(data=result.numbers()) if told.output == "json" else out.print(result.table())
    sys.exit(0 if result.holds else 1)


def endless(faults: Sequence[Fault], seed: int) -> Iterator[Fault]:
    """Each of them once, then any of them at random, for ever."""
    rng = random.Random(seed)
    yield from rng.sample(faults, len(faults))
    while True:
        yield rng.choice(faults)


def _told() -> argparse.Namespace:
    names = {fault.name: fault for fault in FAULTS}
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="of the webhooks and the faults")
    parser.add_argument("--fault", action="append", metavar="NAME", help=f"only this one; of: {'; '.join(names)}")
    parser.add_argument("--minutes", type=float, default=12.0, help="no new fault strikes after that")
    parser.add_argument("--pace", type=float, default=200.0, help="webhooks a second")
    parser.add_argument("--without-rabbitmq", action="store_true", help="and without the bridge")
    parser.add_argument("--logs", type=Path, help="a folder to copy the processes' logs to, at the end")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    told = parser.parse_args()
    if unknown := set(told.fault or ()) - names.keys():
        parser.error(f"there is no fault {', '.join(sorted(unknown))}; there are: {'; '.join(names)}")
    told.fault = [names[name] for name in told.fault or ()]
    return told


if __name__ == "__main__":
    main()
