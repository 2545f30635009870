"""The ways to ask search that an evaluation compares: what each arm and each prior earns, and each way to fuse them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contracts.crm import strategy
from contracts.crm.search import Fusion
from memory.recall.fusion import weigh


@dataclass(frozen=True)
class Way:
    """A way to ask: by which strategy, and how what was found is fused. `without` are columns that do not count."""

    fusion: Fusion = Fusion.CONVEX
    strategy: str = strategy.DEFAULT.name
    without: frozenset[str] = field(default_factory=frozenset)

    def order(self, rows: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], float]]:
        """The candidates, best first, each with how probable it is that it belongs to the answer."""
        seen = [{**row, **dict.fromkeys(self.without, 0)} for row in rows]
        score, relevance = weigh(seen, self.fusion)
        places = sorted(range(len(rows)), key=lambda place: (-score[place], rows[place]["message_id"]))
        return [(rows[place], float(relevance[place])) for place in places]


DEFAULT = "words and meaning, learned"

WAYS: Mapping[str, Way] = {
    "words alone": Way(strategy="keyword_only"),
    "meaning alone": Way(strategy="vector_only", without=frozenset({"fit"})),
    "words and meaning, reciprocal ranks": Way(Fusion.RRF),
    "convex, without neighbours": Way(without=frozenset({"spread"})),
    "convex, without the session": Way(without=frozenset({"fit"})),
    "convex, without the speaker": Way(without=frozenset({"named"})),
    "words and meaning, convex": Way(),
    "balanced, with what facts were taken from": Way(strategy="balanced"),
    DEFAULT: Way(Fusion.LEARNED),
}
"""What the table of arms compares."""
