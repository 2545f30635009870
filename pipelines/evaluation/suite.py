"""What is asked of search in an evaluation, and the data sets that it can be read from."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import orjson

from contracts.errors import Invalid
from contracts.types import Money

BETWEEN_TURNS = timedelta(seconds=30)
EPOCH = datetime(2025, 1, 1, tzinfo=UTC)
UNANSWERABLE = "unanswerable"


class NotASuite(Invalid):
    """This file is no such data set."""


class Form(StrEnum):
    """What a file may be."""

    LOCOMO = "locomo"
    QA = "qa"


@dataclass(frozen=True)
class Turn:
    """Something that was said: by whom, in which chat and session, and when."""

    id: str
    text: str
    at: datetime
    speaker: str = ""
    chat: str = ""
    session: str = ""


@dataclass(frozen=True)
class Question:
    """What is asked, and the turns that answer it. Asked of one dialogue, never of another.

    Of the kind UNANSWERABLE nothing is relevant: nobody ever said it.
    """

    text: str
    relevant: frozenset[str]
    kind: str = "all"


Value = str | Money | frozenset[str] | None
"""What is known of somebody: a text as it was said (a `plan` without that word), digits alone (`phone`, `cpf`, `cnpj`,
`postal_code`), an address in small letters (`email`), an ISO date (`deadline`), one of whatsapp, email, phone, sms,
in_person (`preferred_channel`), an amount (`budget`). A set where several may hold; None where nothing is known."""


@dataclass(frozen=True)
class FactQuestion:
    """What is to be known of somebody, now or `as_of` a moment, and the turns that say it.

    `whose` is a speaker. The kind is `current`, `as-of` for what a later turn changed, or `kept` for what still holds
    after a turn that only sounds like a change: something planned, supposed, proposed, in jest, or of somebody else.
    A set of texts (preferences, goals, objections) holds what was said in so many words; more may be found.
    """

    whose: str
    predicate: str
    as_of: datetime | None
    expected: Value
    relevant: frozenset[str]
    kind: str


@dataclass(frozen=True)
class Dialogue:
    """A world of its own: what was said there, what is asked about it, and what is to be known of its people."""

    name: str
    turns: list[Turn]
    questions: list[Question]
    facts: list[FactQuestion] = field(default_factory=list)
    suite: str = ""


def told(dialogue: Dialogue) -> Iterator[str]:
    """A dialogue in lines to be read: what was said, session by session, and what is asked, with the evidence."""
    session = ""
    yield f"# {dialogue.name}"
    for turn in dialogue.turns:
        if turn.session != session:
            yield f"\n## {turn.session}, {turn.at:%Y-%m-%d}"
            session = turn.session
        yield f"{turn.id} {turn.speaker}: {turn.text}"
    yield "\n## Questions"
    for one in dialogue.questions:
        yield f"{one.kind}: {one.text} {sorted(one.relevant)}"
    for fact in dialogue.facts:
        moment = f" on {fact.as_of:%Y-%m-%d}" if fact.as_of else ""
        yield f"{fact.kind}: {fact.whose}, {fact.predicate}{moment}: {_plain(fact.expected)} {sorted(fact.relevant)}"


def _plain(value: Value) -> str:
    if isinstance(value, Money):
        return f"{value.amount / 100:,.2f} {value.currency}"
    return ", ".join(sorted(value)) if isinstance(value, frozenset) else str(value)


def read(form: Form, file: Path) -> list[Dialogue]:
    """The dialogues of a file of a known form. Raises NotASuite, in plain words."""
    try:
        return [_checked(one) for one in FORMS[form](orjson.loads(file.read_bytes())) if one.turns]
    except KeyError as error:
        raise NotASuite(f"{file} is no data set of the form {form.value!r}: it lacks {error}.") from None
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise NotASuite(f"{file} is no data set of the form {form.value!r}: {error}.") from None


def _checked(dialogue: Dialogue) -> Dialogue:
    times = Counter(turn.id for turn in dialogue.turns)
    if twice := [name for name, number in times.items() if number > 1]:
        raise ValueError(f"{min(twice)!r} names more than one turn of {dialogue.name}")
    return dialogue


_CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
_SESSION = re.compile(r"session_(\d+)")
_EVIDENCE = re.compile(r"D:?(\d+):0*(\d+)")


def _locomo(samples: list[dict[str, Any]]) -> Iterator[Dialogue]:
    """Long conversations of two people (Maharana et al. 2024): a dialogue each, its `qa` with the turns of evidence."""
    for number, sample in enumerate(samples):
        turns = list(_locomo_turns(sample["conversation"]))
        known = {turn.id for turn in turns}
        asked = [
            Question(one["question"], frozenset(_evidence(one)) & known, _CATEGORIES.get(one["category"], "other"))
            for one in sample["qa"]
        ]
        yield Dialogue(str(sample.get("sample_id", number)), turns, [one for one in asked if one.relevant])


def _locomo_turns(conversation: Mapping[str, Any]) -> Iterator[Turn]:
    sessions = [name for name in conversation if _SESSION.fullmatch(name)]
    for name in sorted(sessions, key=lambda name: int(name.rpartition("_")[2])):
        began = datetime.strptime(conversation[f"{name}_date_time"], "%I:%M %p on %d %B, %Y").replace(tzinfo=UTC)
        for place, said in enumerate(conversation[name]):
            text = " ".join(filter(None, (said["text"], said.get("blip_caption"))))
            yield Turn(_place(said["dia_id"]), text, began + place * BETWEEN_TURNS, said["speaker"], "talk", name)


def _evidence(question: Mapping[str, Any]) -> Iterator[str]:
    """The turns that are named, however they are written: `D1:3`, `D8:6; D9:17`, `D:11:26`, `D30:05`."""
    for named in question.get("evidence", ()):
        yield from (f"D{session}:{turn}" for session, turn in _EVIDENCE.findall(named))


def _place(named: str) -> str:
    found = _EVIDENCE.search(named)
    if not found:
        raise ValueError(f"{named!r} names no turn")
    return f"D{found[1]}:{found[2]}"


def _qa(file: Mapping[str, Any]) -> Iterator[Dialogue]:
    """Documents that have nothing to do with each other, and queries with the ids of those that answer them."""
    documents = [
        Turn(str(one["id"]), one["text"], EPOCH + place * BETWEEN_TURNS, chat=str(one["id"]))
        for place, one in enumerate(file["documents"])
    ]
    asked = [
        Question(one["query"], frozenset(map(str, one["relevant"])), one.get("kind", "all")) for one in file["queries"]
    ]
    known = {one.id for one in documents}
    if missing := {gone for one in asked for gone in one.relevant - known}:
        raise ValueError(f"no document is called {min(missing)!r}, though a query names it")
    yield Dialogue("documents", documents, [one for one in asked if one.relevant])


FORMS: Mapping[Form, Callable[[Any], Iterator[Dialogue]]] = {Form.LOCOMO: _locomo, Form.QA: _qa}
"""What can be read, by the name of its form. `qa` is `{"documents": [{"id", "text"}], "queries": [{"query",
"relevant": [ids]}]}`."""
