"""What every rule file shares: making an entity, and choosing among those that overlap."""

from collections.abc import Iterable
from typing import Protocol, TypeVar

from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.text import Folded


class Spanned(Protocol):
    """Anything that stands somewhere in a text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


SpannedT = TypeVar("SpannedT", bound=Spanned)


def entity(text: Folded, kind: EntityKind, span: tuple[int, int], value: str, confidence: float) -> Entity:
    """The entity at a span of the folded text, with its words as the original has them."""
    start, end = text.span(*span)
    return Entity(
        kind=kind, text=text.original[start:end], value=value, start=start, end=end, confidence=round(confidence, 2)
    )


def longest(candidates: Iterable[SpannedT]) -> list[SpannedT]:
    """Those that remain when the longest wins every overlap, and the one given first among equals; by position."""
    taken: list[SpannedT] = []
    free: dict[int, bool] = {}
    for item in sorted(candidates, key=lambda item: item.start - item.end):
        places = range(item.start, item.end)
        if not any(place in free for place in places):
            free.update(dict.fromkeys(places, False))
            taken.append(item)
    return sorted(taken, key=lambda item: item.start)
