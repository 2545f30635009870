"""`python -m benchmarks [stage…] [--quick] [--output json]`: every stage of the budget that is measured.

`python -m benchmarks soak --minutes 20 --pace 300 --write docs/numbers.md` takes its time: no stage of the budget.
"""

import argparse
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks import inbound, p1, p2, p3, p4, p6, p8, soak
from benchmarks.report import Report, as_json, show

STAGES: dict[str, Callable[..., Report]] = {
    "p1": p1.measure,
    "p2": p2.measure,
    "p3": p3.measure,
    "p4": p4.measure,
    "p6": p6.measure,
    "p8": p8.measure,
    "inbound": inbound.measure,
}
SOAK = "soak"


def main() -> None:
    """Measure what was asked for, all of it by default. What is measured is printed, never judged by the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "stages", nargs="*", metavar="stage", help=f"of {', '.join(STAGES)} (all by default), or {SOAK}"
    )
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it works; no numbers to keep")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    parser.add_argument("--messages", type=int, default=0, help="of the past that p6 replays; 1000000 takes its time")
    soaking = parser.add_argument_group(SOAK)
    soaking.add_argument("--minutes", type=float, default=20.0)
    soaking.add_argument("--pace", type=int, default=300, help="webhooks a second")
    soaking.add_argument("--write", type=Path, help="the page whose part between the marks is written anew")
    soaking.add_argument("--csv", type=Path, help="a file for every look")
    told = parser.parse_args()
    soaked = partial(soak.measure, minutes=told.minutes, pace=told.pace, write=told.write, csv=told.csv)
    stages = STAGES | {"p6": partial(p6.measure, messages=told.messages), SOAK: soaked}
    if unknown := set(told.stages) - stages.keys():
        parser.error(f"there is no stage {', '.join(sorted(unknown))}")
    reports = [stages[stage](quick=told.quick) for stage in told.stages or STAGES]
    print(as_json(reports)) if told.output == "json" else show(reports)


if __name__ == "__main__":
    main()
