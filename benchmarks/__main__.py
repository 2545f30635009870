"""`python -m benchmarks [p1] [p3] [--quick] [--output json]`: every stage of the budget that is measured."""

import argparse
from collections.abc import Callable

from benchmarks import p1, p3
from benchmarks.report import Report, as_json, show

STAGES: dict[str, Callable[..., Report]] = {"p1": p1.measure, "p3": p3.measure}


def main() -> None:
    """Measure what was asked for, all of it by default. What is measured is printed, never judged by the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("stages", nargs="*", metavar="stage", help=f"of {', '.join(STAGES)}; all by default")
    parser.add_argument("--quick", action="store_true", help="a few seconds, to see that it works; no numbers to keep")
    parser.add_argument("--output", choices=("table", "json"), default="table")
    told = parser.parse_args()
    if unknown := set(told.stages) - STAGES.keys():
        parser.error(f"there is no stage {', '.join(sorted(unknown))}")
    reports = [STAGES[stage](quick=told.quick) for stage in told.stages or STAGES]
    print(as_json(reports)) if told.output == "json" else show(reports)


if __name__ == "__main__":
    main()
