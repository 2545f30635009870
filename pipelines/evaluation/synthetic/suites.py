"""The two families of dialogues. What is evaluated is never trained on: they share no scene, name or sentence."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipelines.evaluation.suite import Dialogue
from pipelines.evaluation.synthetic import test, training
from pipelines.evaluation.synthetic.cast import Cast, Pools, values
from pipelines.evaluation.synthetic.compose import Greetings, compose
from pipelines.evaluation.synthetic.facts import MULTI
from pipelines.evaluation.synthetic.story import Stories, Story

OWN = 3
"""Stories of a dialogue that only its trade has."""


@dataclass(frozen=True)
class Family:
    """Stories with all that they need, by language, and how many dialogues are made of them.

    Of those that fit every shop a dialogue tells `common`, and `chatter` that tell nothing.
    """

    name: str
    seed: int
    number: int
    common: int
    chatter: int
    stories: Mapping[str, Stories]
    pools: Mapping[str, Pools]
    greetings: Mapping[str, Greetings]


TEST = Family("test", 2_026, 20, 7, 5, test.STORIES, test.POOLS, test.GREETINGS)
"""What is evaluated."""
TRAINING = Family("training", 7_919, 12, 9, 7, training.STORIES, training.POOLS, training.GREETINGS)
"""What weights may be trained on."""


def dialogues(family: Family, language: str) -> list[Dialogue]:
    """All dialogues of a family in a language, `pt` or `en`; the same at every call."""
    return list(_made(family, language))


def _made(family: Family, language: str) -> Iterator[Dialogue]:
    rng = random.Random(f"{family.name} {family.seed} {language}")
    stories, pools = family.stories[language], family.pools[language]
    casts = _casts(family, language, rng)
    used: Counter[str] = Counter()
    for number, cast in enumerate(casts):
        trade = list(stories.shops)[number % len(stories.shops)]
        told = _own(stories.of(trade), number // len(stories.shops))
        told += _drawn(stories.of("any"), family.common, told, used, rng)
        told += _drawn(stories.of("chatter"), family.chatter, told, used, rng)
        yield compose(f"{language}-{number + 1:02} {trade}", language, cast, told, pools, family.greetings[language])


def _own(written: Sequence[Story], turn: int) -> list[Story]:
    """The first stories of a trade for its first dialogue, the last for its second."""
    return list(written[:OWN] if turn % 2 == 0 else written[-OWN:])


def _drawn(
    written: Sequence[Story], number: int, told: Sequence[Story], used: Counter[str], rng: random.Random
) -> list[Story]:
    """Stories that were told least so far and do not contradict what is told already."""
    chosen: list[Story] = []
    for story in sorted(written, key=lambda story: (used[story.name], rng.random())):
        known = {predicate for one in (*told, *chosen) for predicate in one.predicates()} - MULTI
        if len(chosen) < number and not known & story.predicates():
            chosen.append(story)
    used.update(story.name for story in chosen)
    return chosen


def _casts(family: Family, language: str, rng: random.Random) -> Iterator[Cast]:
    """The people of each dialogue; no customer has the name of another."""
    pools, shops = family.pools[language], family.stories[language].shops
    names = {sex: _shuffled(values(pools, f"first_{sex}"), rng) for sex in "fm"}
    last = _shuffled(values(pools, "last"), rng)
    for number in range(family.number):
        trade = list(shops)[number % len(shops)]
        sexes = {"c": "fm"[number % 2], "p": "mf"[number % 2], "s": rng.choice("fm"), "t": rng.choice("fm")}
        first = {who: names[sex].pop(0) for who, sex in sexes.items()}
        for who, sex in sexes.items():
            names[sex].append(first[who])
        people = {who: f"{first[who]} {last[(2 * number + (who == 'p')) % len(last)]}" for who in "cp"}
        shop = shops[trade][number // len(shops) % len(shops[trade])]
        people |= {who: first[who] for who in "st"}
        yield Cast(language, shop, people, sexes, random.Random(f"{family.seed} {language} {number}"))


def _shuffled(names: list[str], rng: random.Random) -> list[str]:
    return rng.sample(names, len(names))
