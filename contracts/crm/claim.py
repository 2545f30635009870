"""Claim: what one message says of who wrote it; and how all claims of a person together become what is known.

`consolidate` is a pure function of the set of claims: the order in which they were heard decides nothing.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from math import prod
from operator import attrgetter
from typing import Any, NamedTuple
from uuid import UUID

from contracts.crm.fact import EXTRACTOR, PREDICATES, Cardinality, Correction, Modality, Predicate, ValidFromSource

ANY = "*"
"""The predicate of "forget what I said": whatever was said last."""

REACH = timedelta(hours=12)
"""How far back "that was wrong" may point."""

MOST_CERTAIN = 0.99

CERTAIN_ENOUGH = 0.75
"""A claim that is less certain than this ends no other value: it counts where nothing was known."""


class Act(StrEnum):
    """What a claim does: says that something is so, takes back what was said, or says what was meant instead."""

    STATE = "state"
    RETRACT = "retract"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Claim:
    """What `text[start:end]` says. `polarity` -1: it is not so, or no longer.

    `since` is from when on, where that was said; `changed` tells a change ("I moved") from a state ("I live").
    `replaces` is the value that a correction takes back; without one it is what was said last of the predicate. A
    correction that is `changed` takes nothing back: the old value, or whatever was known of it, held until now.
    Without a `value`, what ends is whatever holds, and what has become so is what was planned.
    """

    predicate: str
    value: str
    start: int
    end: int
    confidence: float = 0.9
    modality: Modality = Modality.ASSERTED
    polarity: int = 1
    act: Act = Act.STATE
    replaces: str | None = None
    since: datetime | None = None
    changed: bool = False

    @property
    def counts(self) -> bool:
        """Whether it has any say in what is known: a question, a supposition or hearsay has none."""
        return self.modality in (Modality.ASSERTED, Modality.PLANNED)


class Said(NamedTuple):
    """A claim with the message, or the statement by hand, that it stands in, and who read it there."""

    message_id: UUID
    at: datetime
    claim: Claim
    reader: str = EXTRACTOR

    @property
    def place(self) -> tuple[Any, ...]:
        """Its place in the order of the conversation; of two at the same place what they say decides."""
        one = self.claim
        words = one.end, one.predicate, one.value, one.act, one.modality, one.polarity, one.replaces or ""
        return self.at, self.message_id, one.start, *words


@dataclass(slots=True)
class Held:
    """What is known: a value over a time of the world, with all that said so. `valid_to` None: it still holds."""

    predicate: str
    value: str
    modality: Modality
    valid_from: datetime
    valid_from_source: ValidFromSource
    valid_to: datetime | None = None
    disputed: bool = False
    sources: list[Said] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        """How certain it is: 1 less the chance that everyone of its sources was read wrongly."""
        return certainty(one.claim.confidence for one in self.sources)


class Resolution(StrEnum):
    """What becomes of a value that holds when another one is said."""

    KEEP_NEW = "keep_new"
    KEEP_OLD = "keep_old"
    MERGE = "merge"
    BOTH_VALID = "both_valid"


_BY_CORRECTION = {
    Correction.SUPERSEDE: Resolution.KEEP_NEW,
    Correction.IMMUTABLE: Resolution.KEEP_OLD,
    Correction.ACCUMULATE: Resolution.BOTH_VALID,
}


def resolution(rule: Predicate, old: str, new: str) -> Resolution:
    """What the rule of a predicate says of two values; of one value said twice that they are one.

    >>> resolution(PREDICATES["budget"], "5000.00 BRL", "3000.00 BRL")
    <Resolution.KEEP_NEW: 'keep_new'>
    """
    return Resolution.MERGE if key(old) == key(new) else _BY_CORRECTION[rule.correction]


def certainty(confidences: Iterable[float]) -> float:
    """How certain several sources make a thing, each of them so certain: 1 - product of (1 - c), at most 0.99."""
    return round(min(MOST_CERTAIN, 1 - prod(1 - one for one in confidences)), 4)


@lru_cache(4096)
def key(value: str) -> str:
    """What two ways of writing one value share: no case, no accents, no punctuation but in numbers and addresses."""
    plain = unicodedata.normalize("NFKD", value.casefold())
    letters = (char for char in plain if not unicodedata.combining(char))
    kept = "".join(char if char.isalnum() or char in "@.+-" else " " for char in letters)
    return " ".join(word for word in (part.strip(".-") for part in kept.split()) if word)


def consolidate(said: Iterable[Said], readers: Sequence[str] = (EXTRACTOR,)) -> list[Held]:
    """What is known of one person, in the order of predicates and of the times from which it holds.

    Of what several `readers` read of one predicate in one message the first one's counts, and no other's.
    """
    counting = sorted(_of_the_first(said, readers), key=attrgetter("place"))
    standing = sorted(_standing(counting), key=_family)
    known = [held for name, family in groupby(standing, _family) for held in _of(PREDICATES[name], list(family))]
    return sorted(known, key=lambda held: (held.predicate, held.modality, held.valid_from, held.sources[0].place))


def _of_the_first(said: Iterable[Said], readers: Sequence[str]) -> list[Said]:
    """What counts, without what somebody read where another one, who goes before, has read something as well."""
    counting = [one for one in said if one.claim.counts and one.reader in readers]
    if len({one.reader for one in counting}) < 2:
        return counting
    first: dict[tuple[UUID, str], int] = {}
    for one in counting:
        where = one.message_id, _family(one)
        first[where] = min(readers.index(one.reader), first.get(where, len(readers)))
    return [one for one in counting if readers[first[one.message_id, _family(one)]] == one.reader]


def _family(one: Said) -> str:
    return one.claim.predicate


def _standing(ordered: Sequence[Said]) -> list[Said]:
    """What was said and not taken back, in the order of the conversation."""
    kept: list[Said] = []
    for one in ordered:
        if one.claim.act is Act.STATE:
            kept.append(one)
        elif wrong := set(_meant(one, kept)):
            if not one.claim.changed:
                kept = [each for each in kept if each not in wrong]
            if one.claim.act is Act.CORRECT:
                kept.append(one)
    return kept


def _concerns(one: Said, each: Said) -> bool:
    return one.claim.predicate in (ANY, each.claim.predicate)


def _meant(one: Said, kept: list[Said]) -> list[Said]:
    """What a retraction or a correction takes back: that value, or what the last message before it said."""
    wrong = one.claim.replaces if one.claim.act is Act.CORRECT else one.claim.value or None
    before = [each for each in kept if each.message_id != one.message_id]
    if wrong is not None:
        return [each for each in before if _concerns(one, each) and key(each.claim.value) == key(wrong)]
    if one.claim.act is Act.CORRECT and one.claim.changed:
        return [each for each in before if _concerns(one, each) and each.claim.modality is Modality.ASSERTED][-1:]
    recent = [each for each in before if one.at - each.at <= REACH]
    if not recent:
        return []
    last = [each for each in recent if each.message_id == recent[-1].message_id]
    if one.claim.act is Act.CORRECT and _named(one) and len({_family(each) for each in last if _named(each)}) > 1:
        return []  # which of the names was meant, nobody knows
    return [each for each in last if _concerns(one, each)]


def _named(one: Said) -> bool:
    """Whether its value is words rather than a number, a day or an address: then it may be of any such predicate."""
    return one.claim.predicate in PREDICATES and PREDICATES[one.claim.predicate].form.endswith("as said")


def _of(rule: Predicate, family: list[Said]) -> Iterator[Held]:
    """The times of one predicate: of what was asserted, and apart from it of what was planned."""
    plans = [one for one in family if one.claim.modality is Modality.PLANNED]
    said = [one for one in family if one.claim.modality is Modality.ASSERTED]
    asserted = [real for one in said if (real := _come_true(one, plans))]
    yield from _spells(rule, Modality.ASSERTED, [point for one in asserted for point in _points(one)])
    if plans:
        done = [_Point(one.claim.since or one.at, one, ends=True) for one in asserted if one.claim.value]
        yield from _spells(rule, Modality.PLANNED, [*(_Point(one.at, one) for one in plans), *done])


def _come_true(one: Said, plans: Sequence[Said]) -> Said | None:
    """What "we've moved" says: that the plan that was told of last is so by now; without one it says nothing."""
    if one.claim.value or one.claim.polarity < 0:
        return one
    before = [plan for plan in plans if plan.place < one.place and plan.claim.polarity > 0]
    return one._replace(claim=replace(one.claim, value=before[-1].claim.value)) if before else None


class _Point(NamedTuple):
    """From then on a value holds, or holds no longer."""

    at: datetime
    said: Said
    ends: bool = False


def _points(one: Said) -> Iterator[_Point]:
    """From when on a claim says that something holds. Who says it of an earlier time says it of today, too."""
    ends = one.claim.polarity < 0
    yield _Point(one.claim.since or one.at, one, ends)
    if one.claim.since and one.claim.since < one.at and not ends:
        yield _Point(one.at, one)


def _spells(rule: Predicate, modality: Modality, points: list[_Point]) -> Iterator[Held]:
    spells: list[Held] = []
    held: dict[str, Held] = {}
    for point in sorted(points, key=lambda point: (point.at, point.said.place)):
        claim = point.said.claim
        same = held.get(key(claim.value))
        if point.ends and not claim.value:
            for one in held.values():
                one.valid_to = point.at
            held.clear()
        elif point.ends:
            if same and point.at > same.valid_from:
                held.pop(key(claim.value)).valid_to = point.at
        elif same:
            same.sources += [point.said] if point.said not in same.sources else []
        elif not (held and _too_weak(rule, claim)):
            disputed = _settle(rule, held, point)
            spells.append(Held(rule.name, claim.value, modality, point.at, _since(point), None, disputed, [point.said]))
            held[key(claim.value)] = spells[-1]
    return (one for one in spells if one.valid_to is None or one.valid_to > one.valid_from)


def _too_weak(rule: Predicate, claim: Claim) -> bool:
    """Whether a claim may not end a value that holds. A correction names what it ends, so it may."""
    return rule.correction is Correction.SUPERSEDE and claim.act is Act.STATE and claim.confidence < CERTAIN_ENOUGH


def _settle(rule: Predicate, held: dict[str, Held], point: _Point) -> bool:
    """End what a new value ends; whether it is disputed by one that holds."""
    others = [resolution(rule, one.value, point.said.claim.value) for one in held.values()]
    if Resolution.KEEP_NEW in others:
        for one in held.values():
            one.valid_to = point.at
        held.clear()
    return Resolution.KEEP_OLD in others


def _since(point: _Point) -> ValidFromSource:
    if point.said.claim.since == point.at:
        return ValidFromSource.EXPLICIT
    return ValidFromSource.MESSAGE_TIME if point.said.claim.changed else ValidFromSource.INFERRED


def functional(predicate: str) -> bool:
    """Whether one value of it holds at a time."""
    return PREDICATES[predicate].cardinality is Cardinality.FUNCTIONAL
