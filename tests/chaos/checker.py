"""The checker: what was acknowledged, and what is there, make a verdict. Pure: it asks nobody and forgives nothing."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field

Key = Hashable


@dataclass(frozen=True)
class Acknowledged:
    """A message of the ledger; the conversation is what it has its place in."""

    message: Key
    conversation: str


@dataclass(frozen=True)
class Found:
    """What is there: rows of each message, the messages in the order in which it was told of them, and effects.

    An effect has keys, each with how often it happened: once is right, for every key that is `due` and no other.
    """

    rows: Counter[Key]
    told: Sequence[Key] = ()
    effects: Mapping[str, Counter[Key]] = field(default_factory=dict)
    due: Mapping[str, set[Key]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """Messages that are missing, there more than once, told of out of order, there though nobody sent them; and by
    effect the keys for which it did not happen exactly once.
    """

    lost: set[Key]
    doubled: set[Key]
    disordered: set[Key]
    invented: set[Key]
    effects: dict[str, set[Key]]

    @property
    def flawless(self) -> bool:
        """Whether there is nothing to complain of."""
        return not (self.lost or self.doubled or self.disordered or self.invented or any(self.effects.values()))


def judge(ledger: Sequence[Acknowledged], found: Found) -> Verdict:
    """Compare what was acknowledged with what is there. `ledger` is in the order of the acknowledgements."""
    acknowledged = {entry.message for entry in ledger}
    told = Counter(found.told)
    return Verdict(
        lost={message for message in acknowledged if not found.rows[message]},
        doubled={message for message in acknowledged if found.rows[message] > 1 or told[message] > 1},
        disordered=disordered(ledger, found.told),
        invented={message for message in found.rows.keys() | told.keys() if message not in acknowledged},
        effects={name: amiss(found.due.get(name, set()), happened) for name, happened in found.effects.items()},
    )


def disordered(ledger: Sequence[Acknowledged], told: Sequence[Key]) -> set[Key]:
    """Messages that were told of after one of their conversation that was acknowledged later.

    What is told again has its place where it was told first.
    """
    places: dict[str, list[Key]] = defaultdict(list)
    for entry in dict.fromkeys(ledger):
        places[entry.conversation].append(entry.message)
    when = {message: place for place, message in enumerate(dict.fromkeys(told))}
    late: set[Key] = set()
    for messages in places.values():
        soonest = len(when)
        for message in reversed(messages):
            if (at := when.get(message)) is None:
                continue
            if at > soonest:
                late.add(message)
            soonest = min(soonest, at)
    return late


def amiss(due: set[Key], happened: Counter[Key]) -> set[Key]:
    """Keys whose effect did not happen, happened again, or should not have happened."""
    return {key for key in due if happened[key] != 1} | {key for key in happened if happened[key] and key not in due}
