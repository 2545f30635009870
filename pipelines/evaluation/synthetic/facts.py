"""What is true of people, and when, as the stories of a dialogue tell it; and the questions that ask for it."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from contracts.types import Money
from pipelines.evaluation.suite import FactQuestion, Turn, Value
from pipelines.evaluation.synthetic.cast import slots_of
from pipelines.evaluation.synthetic.story import Claimed

MULTI = frozenset({
    "phone", "email", "cpf", "cnpj", "postal_code", "preference", "goal", "objection", "pain_point", "competitor",
})  # fmt: skip
"""Predicates of which several values may hold at once."""
_DIGITS = frozenset({"phone", "cpf", "cnpj", "postal_code"})
_THOUSANDS = {"pt": ".", "en": ","}


@dataclass(frozen=True)
class _Event:
    """Something that a turn makes true (`=`), ends (`-`), or only seems to change (`x`)."""

    sign: str
    value: str | Money
    turns: Sequence[Turn]

    @property
    def at(self) -> datetime:
        return self.turns[-1].at

    @property
    def session(self) -> str:
        return self.turns[-1].session


@dataclass
class Timeline:
    """What is told of each person, by predicate, in whatever order the stories are added."""

    people: Mapping[str, str]
    language: str
    events: dict[tuple[str, str], list[_Event]] = field(default_factory=lambda: defaultdict(list))

    def add(self, claimed: Sequence[Claimed], slots: Mapping[str, str], cited: Mapping[str, Sequence[Turn]]) -> None:
        """Add what one story claims."""
        for one in claimed:
            turns = cited[one.label]
            value = self._value(one, slots, turns[-1].at)
            self.events[self.people[one.who], one.predicate].append(_Event(one.sign, value, turns))

    def _value(self, claimed: Claimed, slots: Mapping[str, str], at: datetime) -> str | Money:
        text = claimed.value
        if text.startswith("d+"):
            return (at + timedelta(days=int(text[2:]))).date().isoformat()
        for slot in slots_of(text):
            text = text.replace(f"{{{slot}}}", slots[slot])
        if claimed.predicate == "budget" and text:
            return _money(text, self.language)
        return normal(claimed.predicate, text)

    def questions(self) -> list[FactQuestion]:
        """What holds now, what held before each change, and what must still hold after what is no change."""
        return [
            one
            for (whose, predicate), events in self.events.items()
            for one in self._asked(whose, predicate, sorted(events, key=lambda event: event.at))
        ]

    def _asked(self, whose: str, predicate: str, events: Sequence[_Event]) -> Iterator[FactQuestion]:
        for number, event in enumerate(events, 1):
            after = events[number] if number < len(events) else None
            if after and (after.session == event.session or (after.sign == "x" != event.sign)):
                continue  # what is asked after the next says as much
            as_of = event.at + (after.at - event.at) * 0.4 if after else None
            value, turns = _held(predicate, events[:number])
            kind = "kept" if event.sign == "x" else "as-of" if after else "current"
            yield FactQuestion(whose, predicate, as_of, value, frozenset(turns), kind)


def _held(predicate: str, events: Sequence[_Event]) -> tuple[Value, set[str]]:
    """What holds after these, and the turns that say so."""
    held: dict[str | Money, Sequence[Turn]] = {}
    for event in events:
        if event.sign == "=":
            if predicate not in MULTI:
                held.clear()
            held[event.value] = event.turns
        elif event.sign == "-":
            held.pop(event.value, None)
    turns = {turn.id for said in held.values() for turn in said}
    if predicate in MULTI:
        return frozenset(map(str, held)), turns
    return next(iter(held), None), turns


def _money(text: str, language: str) -> Money:
    """`4.500 BRL`, `4,5 mil BRL`, `4,500 USD`, `4.5k USD` as an amount."""
    number, currency = text.rsplit(" ", 1)
    digits, times = number.replace("R$", "").replace("$", "").strip(), 100
    for thousand in (" mil", "k"):
        if digits.endswith(thousand):
            digits, times = digits.removesuffix(thousand), 100_000
    digits = digits.replace(_THOUSANDS[language], "").replace(",", ".")
    return Money(amount=round(float(digits) * times), currency=currency)


def normal(predicate: str, text: str) -> str:
    """A value in the form in which it is compared: digits alone, an e-mail address in small letters, texts as said."""
    if predicate in _DIGITS:
        return "".join(filter(str.isdigit, text))
    return text.lower() if predicate == "email" else text


def bare(text: str) -> str:
    """A text without its accents, in small letters."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
