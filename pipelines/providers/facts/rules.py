"""Facts by rules: what a message says of its writer. Offline, pure, the same answer every time.

Precision comes before recall: who is asked, supposes, quotes or tells of somebody else asserts nothing.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from contracts.crm.claim import Act, Claim
from contracts.crm.enrichment import Entity
from contracts.crm.fact import EXTRACTOR, Modality
from pipelines.providers.entities.rules import RuleEntities
from pipelines.providers.facts.budgets import find_budgets
from pipelines.providers.facts.buying import find_buying
from pipelines.providers.facts.contacting import find_contacting
from pipelines.providers.facts.corrections import find_changes, find_corrections, find_retractions
from pipelines.providers.facts.deadlines import find_deadlines
from pipelines.providers.facts.evidence import find_deciders, find_homes, find_plans, find_rivals, find_work
from pipelines.providers.facts.places import find_places
from pipelines.providers.facts.sentences import FORWARDED, KIDDING, Sentence, sentences
from pipelines.providers.facts.spelling import mended
from pipelines.providers.facts.streets import find_streets
from pipelines.providers.facts.values import Reading
from pipelines.providers.facts.wishes import find_wishes
from pipelines.providers.text import fold

MAX_CHARS = 2_000
"""What is read of a text; the rest is not looked at."""

EVIDENCE = (
    ("lives_at", find_homes),
    ("works_at", find_work),
    ("decision_maker", find_deciders),
    ("plan", find_plans),
    ("competitor", find_rivals),
)
"""What is looked for by names and the words around them, where no phrase told of it."""

LOOSE = 0.75
"""A wish that is read with no more certainty than this says nothing beside another fact in the same words."""

APOSTROPHES = re.compile(r"[’‘`´]")


class RuleFacts:
    """The offline provider of facts, for Portuguese, Spanish and English."""

    provider = "rules"
    model, _, version = EXTRACTOR.partition("@")
    price_micros = 0

    def __init__(self) -> None:
        self._entities = RuleEntities()

    def extract(
        self,
        text: str,
        at: datetime,
        language: str | None = None,
        *,
        from_me: bool = False,
        entities: Sequence[Entity] | None = None,
    ) -> list[Claim]:
        """What a text says of its writer, in the order in which it stands there; of our own side nothing.

        `at` is when it was said (aware), `entities` what it names, where that is known already. Raises ValueError when
        `at` has no time zone.
        """
        if from_me or not text.strip():
            return []
        head = text[:MAX_CHARS]
        named = self._entities.extract(head, language, at) if entities is None else entities
        reading = Reading(mended(fold(APOSTROPHES.sub("'", head))), named, language, at)
        if FORWARDED.match(reading.text.plain):
            return []
        parts = list(sentences(reading.text.plain))
        claims = [one for place in range(len(parts)) for one in _claims(reading, parts, place, at)]
        if KIDDING.search(reading.text.plain):
            claims = [replace(one, modality=Modality.HYPOTHETICAL) for one in claims]
        stated = [
            one for one in claims if one.act is Act.STATE and one.modality is Modality.ASSERTED and one.polarity > 0
        ]
        stated += [one for one in claims if one.act is Act.CORRECT]
        for part in parts:
            claims += find_retractions(part, stated, reading.place(part, (0, len(part.plain))))
        valued = {one.predicate for one in claims if one.value}
        claims = [
            one
            for one in claims
            if one.value or one.polarity < 0 or one.act is not Act.STATE or one.predicate not in valued
        ]
        return sorted(_distinct(claims), key=lambda one: (one.start, one.predicate))


def _claims(reading: Reading, parts: Sequence[Sentence], place: int, at: datetime) -> Iterator[Claim]:
    sentence = parts[place]
    before = parts[place - 1].plain if place else ""
    corrections = list(find_corrections(reading, sentence))
    yield from corrections
    found = [
        *_homes(reading, sentence, at),
        *find_budgets(reading, sentence),
        *find_buying(reading, sentence),
        *find_deadlines(reading, sentence, at),
        *find_contacting(reading, sentence, before),
    ]
    told = {one.predicate for one in found if one.polarity > 0}
    for predicate, find in EVIDENCE:
        if predicate not in told:
            found += [one for one in find(reading, sentence) if not _covered(one, found)]
    found += [one for one in find_wishes(reading, sentence) if one.confidence > LOOSE or not _covered(one, found)]
    yield from find_changes(reading, sentence, found)
    wrong = {(one.predicate, one.replaces) for one in corrections}
    yield from (one for one in found if (one.predicate, one.value) not in wrong)


def _homes(reading: Reading, sentence: Sentence, at: datetime) -> list[Claim]:
    """Streets, and what cues tell of homes and employers; of two that read the same words the one that reads more."""
    told = list(find_places(reading, sentence, at))
    homes = [one for one in told if one.predicate == "lives_at" and one.value]
    streets = [
        one
        for one in find_streets(reading, sentence)
        if not any(one.value in home.value and one.polarity == home.polarity for home in homes)
    ]
    return [*(one for one in told if one not in homes or not _covered(one, streets)), *streets]


def _covered(one: Claim, others: Sequence[Claim]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _distinct(claims: list[Claim]) -> Iterator[Claim]:
    """Of several claims of one thing the first."""
    seen: set[tuple[object, ...]] = set()
    for one in claims:
        what = (one.predicate, one.value, one.act, one.replaces, one.modality, one.polarity)
        if what not in seen:
            seen.add(what)
            yield one
