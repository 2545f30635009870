"""What came of a run, for people and for programs."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rich.table import Table

from api.demo.comparison import Comparison
from tests.chaos.checker import Key, Verdict


@dataclass
class Suffered:
    """A fault that struck, and the entries of the ledger that were written from its strike to its end.

    `recovery` are seconds from its mending until the stream was current again, and stayed so.
    """

    fault: str
    first: int
    last: int = 0
    recovery: float = 0.0


@dataclass(frozen=True)
class Result:
    """A run: what struck, and what the checker says of all of it and of each.

    `comparison` is with an undisturbed run of what was acknowledged, and with what was counted by hand.
    """

    seed: int
    suffered: list[Suffered]
    webhooks: int
    verdict: Verdict
    verdicts: list[Verdict]
    comparison: Comparison
    problems: list[str]

    @property
    def holds(self) -> bool:
        """Whether every promise was kept. Dead letters are judged with the poison."""
        found = self.comparison
        otherwise = found.lost or found.doubled or found.out_of_order or found.miscounted
        return self.verdict.flawless and not otherwise and not self.problems

    def rows(self) -> list[dict[str, Any]]:
        """What came of each fault: of all the times that it struck."""
        times: dict[str, list[tuple[Suffered, Verdict]]] = defaultdict(list)
        for suffered, verdict in zip(self.suffered, self.verdicts, strict=True):
            times[suffered.fault].append((suffered, verdict))
        return [{"fault": fault, **_summed(struck)} for fault, struck in times.items()]

    def numbers(self) -> dict[str, Any]:
        """All of it for a program."""
        return {
            "seed": self.seed,
            "holds": self.holds,
            "webhooks": self.webhooks,
            "faults": self.rows(),
            "effects": {name: len(keys) for name, keys in self.verdict.effects.items()},
            "invented": len(self.verdict.invented),
            "comparison": vars(self.comparison),
            "problems": self.problems,
        }

    def table(self) -> Table:
        """The result for people."""
        columns = ("fault", "struck", "webhooks", "lost", "doubled", "order", "effects", "recovery s, at most")
        shown = Table(*columns, title=f"seed {self.seed}, {self.webhooks} webhooks acknowledged")
        for row in self.rows():
            shown.add_row(*(str(value) for value in row.values()))
        found, effects = self.comparison, {name: len(keys) for name, keys in self.verdict.effects.items()}
        shown.caption = (
            f"{'Every promise holds.' if self.holds else 'A PROMISE IS BROKEN.'} Effects amiss: {effects}. Compared with"
            f" an undisturbed run: {found.messages} messages, {found.lost} lost, {found.doubled} doubled,"
            f" {found.out_of_order} otherwise, {found.miscounted} totals otherwise. {' '.join(self.problems)}"
        )
        return shown


def part(whole: Verdict, of: set[Key]) -> Verdict:
    """What of a verdict is about these messages."""
    effects = {name: keys & of for name, keys in whole.effects.items()}
    return Verdict(whole.lost & of, whole.doubled & of, whole.disordered & of, whole.invented & of, effects)


def _summed(struck: Sequence[tuple[Suffered, Verdict]]) -> dict[str, int | float]:
    verdicts = [verdict for _, verdict in struck]
    return {
        "struck": len(struck),
        "webhooks": sum(suffered.last - suffered.first for suffered, _ in struck),
        "lost": sum(len(one.lost) for one in verdicts),
        "doubled": sum(len(one.doubled) for one in verdicts),
        "order": sum(len(one.disordered) for one in verdicts),
        "effects": sum(len(keys) for one in verdicts for keys in one.effects.values()),
        "recovery": round(max(suffered.recovery for suffered, _ in struck), 1),
    }
