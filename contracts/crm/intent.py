"""Intent: what somebody wants who writes, which kind of agent it is for, and by which strategy that one searches."""

from dataclasses import dataclass

from pydantic import BaseModel, Field

MAX_UTTERANCE = 4_096
"""Longest text that is routed, in characters."""


@dataclass(frozen=True)
class Intent:
    """What is wanted, and who deals with it. Of two that are as near the higher `priority` counts."""

    name: str
    category: str
    priority: int
    strategy: str
    what: str


INTENTS: dict[str, Intent] = {
    intent.name: intent
    for intent in (
        Intent("churn_risk", "retention_churn", 10, "retention_churn", "wants to leave"),
        Intent("technical_support", "support_technical", 9, "support_technical", "something does not work"),
        Intent("billing_support", "support_billing", 8, "support_billing", "an invoice, a charge, a payment"),
        Intent("sales_inquiry", "sales_prospecting", 7, "sales_prospecting", "asks for a price or a product"),
        Intent("objection_handling", "sales_negotiation", 7, "sales_negotiation", "too expensive, has to think"),
        Intent("feature_request", "operations_followup", 5, "balanced", "would like it to do more"),
    )
}
"""All of them, by name."""

UNKNOWN = Intent("unknown", "operations_followup", 0, "balanced", "none of these")


class Utterance(BaseModel, extra="forbid"):
    """What somebody wrote."""

    text: str = Field(min_length=1, max_length=MAX_UTTERANCE)


class Routed(BaseModel):
    """What is wanted, by the nearest example. `confidence` is its cosine, and 0 where nothing is near enough.

    A model's cosines are its own: compare them with no other model's.
    """

    intent: str = Field(description=f"{', '.join(f'{one.name} ({one.what})' for one in INTENTS.values())}; or unknown.")
    category: str = Field(description="The kind of agent that it is for.")
    confidence: float = Field(ge=0, le=1)
    strategy: str = Field(description="By which that agent best searches.")
    nearest: str | None = Field(description="The example that it is like.")
