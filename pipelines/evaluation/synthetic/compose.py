"""Lays stories out over months, and makes of them a dialogue with its questions."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.evaluation.suite import Dialogue, Question, Turn
from pipelines.evaluation.synthetic.cast import Cast, Pools, fill, month, slots_of
from pipelines.evaluation.synthetic.facts import Timeline
from pipelines.evaluation.synthetic.habits import Habit, habit_of, typed
from pipelines.evaluation.synthetic.story import Part, Story

SESSIONS = range(13, 18)
NEAR = 0.75
"""Share of the questions that are asked in words near to what was said, where there are others too."""
BEGINS = datetime(2025, 1, 6, tzinfo=UTC)

Cited = Mapping[str, Sequence[Turn]]
"""The turns of a story, by the name under which it cites them."""


@dataclass(frozen=True)
class Told:
    """A story of a dialogue, what its slots are, and in which of the sessions its parts are told."""

    story: Story
    slots: Mapping[str, str]
    sessions: Sequence[int]


@dataclass(frozen=True)
class Greetings:
    """How a session begins, by who begins it, and how it ends: pairs of lines, one of each side."""

    opened: Mapping[str, Sequence[str]]
    closed: Sequence[str]


def compose(
    name: str, suite: str, cast: Cast, stories: Sequence[Story], pools: Pools, greetings: Greetings
) -> Dialogue:
    """The dialogue that tells these stories, each in its order, one among the others."""
    days = _days(cast.rng)
    load = [0] * len(days)
    told = [
        Told(story, _slots(story, cast, pools), _placed(story, days, load, cast.rng))
        for story in sorted(stories, key=lambda story: -len(story.parts))
    ]
    writer = _Writer(cast, days, told, greetings)
    turns = list(writer.turns())
    timeline = Timeline(cast.people, cast.language)
    questions: list[Question] = []
    for one, cited in zip(told, writer.cited, strict=True):
        questions += _questions(one, cited, cast)
        timeline.add(one.story.claimed, one.slots, cited)
    return Dialogue(name, turns, questions, timeline.questions(), suite)


def _days(rng: random.Random) -> list[datetime]:
    """When the sessions begin: months in all, days to weeks apart, in the hours of a shop."""
    at = BEGINS + timedelta(days=rng.randrange(200))
    days = []
    for _ in range(rng.choice(SESSIONS)):
        days.append(at.replace(hour=rng.randrange(9, 20), minute=rng.randrange(60)))
        at += timedelta(days=rng.randrange(9, 25))
    return days


def _placed(story: Story, days: Sequence[datetime], load: list[int], rng: random.Random) -> list[int]:
    """The sessions of the parts: as far apart as the story says, and where little else is told."""
    ways = [way for first in range(len(days)) if (way := _from(first, story.parts, days, load, rng))]
    best = min(ways, key=lambda way: (sum(load[session] for session in way) / len(way), rng.random()))
    for session, part in zip(best, story.parts, strict=True):
        load[session] += len(part.said)
    return best


def _from(
    first: int, parts: Sequence[Part], days: Sequence[datetime], load: Sequence[int], rng: random.Random
) -> list[int]:
    way = [first]
    for part in parts[1:]:
        later = [n for n in range(way[-1] + 1, len(days)) if (days[n] - days[way[-1]]).days >= part.after]
        if not later:
            return []
        way.append(min(later[:3], key=lambda session: (load[session], rng.random())))
    return way


def _slots(story: Story, cast: Cast, pools: Pools) -> dict[str, str]:
    """What the slots of a story are in this dialogue: the cast's, the story's own, and those of the pools."""
    slots = cast.fixed()
    for name, choices in story.slots.items():
        numbered = slots.get(name.rstrip("0123456789"))
        slots[name] = cast.rng.choice([one for one in choices if one != numbered])
    texts = (
        [slots[name] for name in story.slots]
        + [said.text for part in story.parts for said in part.said]
        + [text for one in story.asked for text in one.texts]
    )
    for slot in (slot for text in texts for slot in slots_of(text)):
        if slot not in slots and slot.lower() not in slots and not slot.startswith(("d+", "month ")):
            slots[slot] = cast.draw(slot, pools)
    return slots | {name: fill(slots[name], slots, BEGINS, cast.language, cast.rng) for name in story.slots}


class _Writer:
    """Writes the turns in their order, and keeps which of them each story cites."""

    def __init__(self, cast: Cast, days: Sequence[datetime], told: Sequence[Told], greetings: Greetings) -> None:
        self.cast, self.days, self.told, self.greetings = cast, days, told, greetings
        self.habits: dict[str, Habit] = {who: habit_of(cast.language, cast.rng) for who in ("c", "p")}
        self.cited: list[dict[str, list[Turn]]] = [defaultdict(list) for _ in told]
        self.number = 0
        self.drawn: dict[str, Iterator[str]] = {}

    def turns(self) -> Iterator[Turn]:
        for session in range(len(self.days)):
            self.at = self.days[session]
            parts = [(n, part) for n, one in enumerate(self.told) for part in self._parts(one, session)]
            self.cast.rng.shuffle(parts)
            if parts:
                yield from self._session(session, parts)

    def _parts(self, told: Told, session: int) -> list[Part]:
        return [part for place, part in zip(told.sessions, told.story.parts, strict=True) if place == session]

    def _session(self, session: int, parts: Sequence[tuple[int, Part]]) -> Iterator[Turn]:
        first = parts[0][1].said[0].who
        if first in self.greetings.opened:
            yield from self._pair(self._draw(first, self.greetings.opened[first]), session)
        for n, part in parts:
            facts = {one.label for one in self.told[n].story.claimed}
            for said in part.said:
                turn = self._turn(said.who, said.text, self.told[n].slots, session, exact=said.label in facts)
                if said.label:
                    self.cited[n][said.label].append(turn)
                yield turn
        yield from self._pair(self._draw("closed", self.greetings.closed), session)

    def _draw(self, name: str, lines: Sequence[str]) -> str:
        """A line that this dialogue has not had yet, as long as there is one."""
        found = next(self.drawn.get(name, iter(())), None)
        if found is None:
            self.drawn[name] = iter(self.cast.rng.sample(lines, len(lines)))
            found = next(self.drawn[name])
        return found

    def _pair(self, lines: str, session: int) -> Iterator[Turn]:
        for line in lines.split(" // "):
            who, _, text = line.partition(": ")
            yield self._turn(who, text, self.cast.fixed(), session, exact=False)

    def _turn(self, who: str, text: str, slots: Mapping[str, str], session: int, *, exact: bool) -> Turn:
        rng = self.cast.rng
        said = fill(text, slots, self.days[session], self.cast.language, rng)
        if who in self.habits:
            said = typed(said, self.habits[who], rng, exact=exact)
        self.number += 1
        self.at += timedelta(seconds=rng.randrange(8, 150))
        return Turn(f"t{self.number:03}", said, self.at, self.cast.people[who], "talk", f"s{session + 1:02}")


def _questions(told: Told, cited: Cited, cast: Cast) -> Iterator[Question]:
    for one in told.story.asked:
        months = {f"month {label}": month(turns[0].at, cast.language) for label, turns in cited.items()}
        wording = one.texts[0] if cast.rng.random() < NEAR else one.texts[-1]
        text = fill(wording, {**told.slots, **months}, BEGINS, cast.language, cast.rng)
        relevant = frozenset(turn.id for label in one.labels for turn in cited[label])
        yield Question(text, relevant, one.kind)
