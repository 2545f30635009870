"""How well facts are read: what is known of somebody, now and at a time, beside what a dialogue says is so.

Nothing is stored: what is known is a pure function of what was said (contracts/crm/claim.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import NAMESPACE_OID

from contracts.crm.claim import Held, Said, consolidate, key
from contracts.crm.fact import Modality
from contracts.types import Money, derived_id
from pipelines.evaluation.suite import Dialogue, FactQuestion, Value
from pipelines.providers import Facts
from pipelines.providers.language import detect

AS_OF, KEPT = "as-of", "kept"


@dataclass(frozen=True)
class Judged:
    """A question with the values that were known, whether that was right, and whether one of them was never true."""

    question: FactQuestion
    known: frozenset[str]
    right: bool
    false: bool


def judge(dialogue: Dialogue, facts: Facts) -> list[Judged]:
    """Every question about the people of a dialogue."""
    known = _known(dialogue, facts)
    true: dict[tuple[str, str], set[Value]] = defaultdict(set)
    for question in dialogue.facts:
        true[question.whose, question.predicate].add(question.expected)
    return [
        _judged(question, known[question.whose], true[question.whose, question.predicate])
        for question in dialogue.facts
    ]


def told(judged: Sequence[Judged]) -> dict[str, Any]:
    """The share of right answers, of the present and of a time; and where something only sounded like a change, the
    share in which a value is known that was never true. What was not understood is wrong, but not that.
    """
    return {
        "questions": len(judged),
        "overall": {
            "current": _share(one.right for one in judged if one.question.kind != AS_OF),
            "as_of": _share(one.right for one in judged if one.question.kind == AS_OF),
            "false_supersession": _share(one.false for one in judged if one.question.kind == KEPT),
        },
        "predicates": {
            name: _share(one.right for one in judged if one.question.predicate == name)
            for name in sorted({one.question.predicate for one in judged})
        },
    }


def _share(of: Iterable[bool]) -> float | None:
    every = list(of)
    return sum(every) / len(every) if every else None


def _known(dialogue: Dialogue, facts: Facts) -> dict[str, list[Held]]:
    said: dict[str, list[Said]] = defaultdict(list)
    for turn in dialogue.turns:
        claims = facts.extract(turn.text, turn.at, detect(turn.text))
        said[turn.speaker] += [Said(derived_id(NAMESPACE_OID, turn.id, "message"), turn.at, claim) for claim in claims]
    return defaultdict(list, {who: consolidate(every) for who, every in said.items()})


def _judged(question: FactQuestion, held: Sequence[Held], true: Iterable[Value]) -> Judged:
    known = frozenset(one.value for one in held if one.predicate == question.predicate and _holds(one, question))
    false = any(not any(_among(one, value) for value in true) for one in known)
    return Judged(question, known, _right(question.expected, known), false)


def _holds(one: Held, question: FactQuestion) -> bool:
    if one.modality is not Modality.ASSERTED:
        return False
    if question.as_of is None:
        return one.valid_to is None
    return one.valid_from <= question.as_of and (one.valid_to is None or one.valid_to > question.as_of)


def _right(expected: Value, known: frozenset[str]) -> bool:
    """Of a set each has to be known, and more may be; of anything else that and nothing else."""
    if expected is None:
        return not known
    if isinstance(expected, frozenset):
        return all(any(_same(value, one) for one in known) for value in expected)
    return bool(known) and all(_among(one, expected) for one in known)


def _among(known: str, true: Value) -> bool:
    if true is None:
        return False
    if isinstance(true, Money):
        return known == f"{true.amount / 100:.2f} {true.currency}"
    return any(_same(value, known) for value in (true if isinstance(true, frozenset) else (true,)))


def _same(expected: str, known: str) -> bool:
    """The same words, whatever the case, accents and punctuation; a longer way to say it counts, as +55 of a number."""
    if expected.isdigit():
        return known.endswith(expected)
    one, other = f" {key(expected)} ", f" {key(known)} "
    return one in other or other in one
