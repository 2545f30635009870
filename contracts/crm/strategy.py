"""Strategy: how much each way to find something counts, for a purpose; a question names it."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator, Field


@dataclass(frozen=True)
class Strategy:
    """The weights of meaning, words, graph (what facts were taken from) and newness, which add up to 1.

    `rerank`: where the installation has a reranker, it has the last word.
    """

    name: str
    meaning: float
    words: float
    graph: float
    recent: float
    rerank: bool
    favours: str

    @property
    def said(self) -> float:
        """What words and meaning weigh together."""
        return self.meaning + self.words


STRATEGIES: dict[str, Strategy] = {
    strategy.name: strategy
    for strategy in (
        Strategy("sales_prospecting", 0.20, 0.30, 0.40, 0.10, False, "where a lead came from, and what it wants"),
        Strategy("sales_negotiation", 0.40, 0.30, 0.20, 0.10, True, "past objections, limits of the budget"),
        Strategy("sales_closing", 0.35, 0.25, 0.30, 0.10, True, "the whole context, who decides"),
        Strategy("retention_churn", 0.50, 0.20, 0.20, 0.10, True, "signs of leaving, mood"),
        Strategy("retention_upsell", 0.40, 0.20, 0.30, 0.10, False, "use, wishes, satisfaction"),
        Strategy("support_technical", 0.30, 0.50, 0.10, 0.10, False, "exact terms, similar problems"),
        Strategy("support_billing", 0.20, 0.40, 0.30, 0.10, False, "charges and payments"),
        Strategy("balanced", 0.33, 0.33, 0.34, 0, False, "anything, when the purpose is not known"),
        Strategy("vector_only", 1, 0, 0, 0, True, "similar conversations"),
        Strategy("keyword_only", 0, 1, 0, 0, False, "exact words"),
        Strategy("graph_only", 0, 0, 1, 0, False, "what facts were taken from"),
        Strategy("vector_keyword_50", 0.5, 0.5, 0, 0, True, "documents"),
        Strategy("vector_graph_50", 0.5, 0, 0.5, 0, False, "meaning, and what facts were taken from"),
        Strategy("keyword_graph_50", 0, 0.5, 0.5, 0, False, "words, and what facts were taken from"),
        Strategy("recent_only", 0, 0, 0, 1, False, "the last messages of a live chat"),
        Strategy("keyword_recent_70_30", 0, 0.7, 0, 0.3, False, "a problem of these days"),
        Strategy("vector_recent_70_30", 0.7, 0, 0, 0.3, True, "similar conversations of these days"),
        Strategy("modern_hybrid", 0.4, 0.6, 0, 0, True, "the default: what docs/recall.md measures"),
    )
}
"""All of them, by name."""

DEFAULT = STRATEGIES["modern_hybrid"]


def _known(name: str) -> str:
    if name not in STRATEGIES:
        raise ValueError(f"there is no such strategy; there are: {', '.join(STRATEGIES)}")
    return name


FAVOURS = "What counts how much. " + "; ".join(f"{one.name}: {one.favours}" for one in STRATEGIES.values()) + "."

StrategyName = Annotated[str, AfterValidator(_known), Field(json_schema_extra={"enum": list(STRATEGIES)})]
"""The name of one of them. Raises ValueError for any other."""
