"""Facts by rules: what a message says of its writer. Offline, pure, the same answer every time.

Precision comes before recall: who is asked, supposes, quotes or tells of somebody else asserts nothing.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime

from contracts.crm.claim import Act, Claim
from contracts.crm.enrichment import Entity
from contracts.crm.fact import EXTRACTOR, Modality
from pipelines.providers.entities.rules import RuleEntities
from pipelines.providers.facts.budgets import find_budgets
from pipelines.providers.facts.buying import find_buying
from pipelines.providers.facts.contacting import find_contacting
from pipelines.providers.facts.corrections import find_corrections, find_retractions
from pipelines.providers.facts.deadlines import find_deadlines
from pipelines.providers.facts.places import find_places
from pipelines.providers.facts.sentences import Sentence, sentences
from pipelines.providers.facts.spelling import mended
from pipelines.providers.facts.values import Reading
from pipelines.providers.facts.wishes import find_wishes
from pipelines.providers.text import fold

MAX_CHARS = 2_000
"""What is read of a text; the rest is not looked at."""

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
        reading = Reading(mended(fold(APOSTROPHES.sub("'", head))), named, language)
        parts = list(sentences(reading.text.plain))
        claims = [one for part in parts for one in _claims(reading, part, at)]
        stated = [
            one for one in claims if one.act is Act.STATE and one.modality is Modality.ASSERTED and one.polarity > 0
        ]
        stated += [one for one in claims if one.act is Act.CORRECT]
        for part in parts:
            claims += find_retractions(part, stated, reading.place(part, (0, len(part.plain))))
        return sorted(_distinct(claims), key=lambda one: (one.start, one.predicate))


def _claims(reading: Reading, sentence: Sentence, at: datetime) -> Iterator[Claim]:
    corrections = list(find_corrections(reading, sentence))
    yield from corrections
    found = [
        *find_places(reading, sentence, at),
        *find_budgets(reading, sentence),
        *find_buying(reading, sentence),
        *find_deadlines(reading, sentence, at),
        *find_contacting(reading, sentence),
        *find_wishes(reading, sentence),
    ]
    wrong = {(one.predicate, one.replaces) for one in corrections}
    yield from (one for one in found if (one.predicate, one.value) not in wrong)


def _distinct(claims: list[Claim]) -> Iterator[Claim]:
    """Of several claims of one thing the first."""
    seen: set[tuple[object, ...]] = set()
    for one in claims:
        what = (one.predicate, one.value, one.act, one.replaces, one.modality, one.polarity)
        if what not in seen:
            seen.add(what)
            yield one
