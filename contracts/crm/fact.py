"""Fact: what is known of a person, since when and until when, and who said so where.

Two times are kept apart: when something was true in the world (`valid_from`, `valid_to`), and when it was known here
(`recorded_at`, `invalidated_at`). Neither is ever edited: what turns out to be otherwise is recorded anew.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, Field, computed_field


class FactType(StrEnum):
    """What kind of knowledge a fact is."""

    BUDGET_CONSTRAINT = "budget_constraint"
    PREFERENCE = "preference"
    GOAL = "goal"
    PAIN_POINT = "pain_point"
    OBJECTION = "objection"
    CONSTRAINT = "constraint"
    TECHNICAL_INFO = "technical_info"
    TECHNICAL_ISSUE = "technical_issue"
    ENVIRONMENT_INFO = "environment_info"
    PERSONAL_INFO = "personal_info"
    BUSINESS_INFO = "business_info"
    DECISION_MAKER = "decision_maker"
    TIMELINE = "timeline"
    COMPETITOR = "competitor"


class Cardinality(StrEnum):
    """Whether one value holds at a time, or several beside each other."""

    FUNCTIONAL = "functional"
    MULTI = "multi"


class Correction(StrEnum):
    """What another value does to the one that holds: ends it, disputes it, or stands beside it."""

    SUPERSEDE = "supersede"
    IMMUTABLE = "immutable"
    ACCUMULATE = "accumulate"


@dataclass(frozen=True)
class Predicate:
    """What can be known of a person. `form` says how its value is written."""

    name: str
    type: FactType
    cardinality: Cardinality
    correction: Correction
    form: str


def _one(name: str, type: FactType, form: str) -> Predicate:
    return Predicate(name, type, Cardinality.FUNCTIONAL, Correction.SUPERSEDE, form)


def _many(name: str, type: FactType, form: str, correction: Correction = Correction.ACCUMULATE) -> Predicate:
    return Predicate(name, type, Cardinality.MULTI, correction, form)


PREDICATES: dict[str, Predicate] = {
    predicate.name: predicate
    for predicate in (
        _one("lives_at", FactType.PERSONAL_INFO, "city or address, as said"),
        _one("works_at", FactType.BUSINESS_INFO, "employer, as said"),
        _one("budget", FactType.BUDGET_CONSTRAINT, "decimal amount and ISO 4217 currency: `5000.00 BRL`"),
        _one("plan", FactType.BUSINESS_INFO, "name of the plan, as said"),
        _one("deadline", FactType.TIMELINE, "ISO 8601 date"),
        _one("preferred_name", FactType.PREFERENCE, "name, as said"),
        _one("preferred_channel", FactType.PREFERENCE, "whatsapp, email, phone, sms or in_person"),
        _one("decision_maker", FactType.DECISION_MAKER, "name or role, as said"),
        _many("phone", FactType.PERSONAL_INFO, "E.164"),
        _many("email", FactType.PERSONAL_INFO, "address in lower case"),
        _many("cpf", FactType.PERSONAL_INFO, "11 digits, the check digits right", Correction.IMMUTABLE),
        _many("cnpj", FactType.BUSINESS_INFO, "14 digits or letters, the check digits right"),
        _many("postal_code", FactType.PERSONAL_INFO, "digits: 8 of a CEP, 5 of a ZIP code"),
        _many("preference", FactType.PREFERENCE, "as said"),
        _many("goal", FactType.GOAL, "as said"),
        _many("objection", FactType.OBJECTION, "as said"),
        _many("pain_point", FactType.PAIN_POINT, "as said"),
        _many("competitor", FactType.COMPETITOR, "name, as said"),
    )
}
"""Everything that can be known, by its name."""


EXTRACTOR = "facts-pt-es-en@2"
"""Who reads facts out of messages, and by which version of the rules. What another version read stays beside it."""

BY_HAND = "by-hand@1"
"""Who works here and puts a fact down, or takes one back."""

STATED = 0.95
"""How certain that makes it."""


LANGUAGE = "language-model@1"
"""A language model that reads a talk when it is over, by the version of what it is told and of what it is believed."""


def readers(extractor: str) -> tuple[str, ...]:
    """By whom the claims are of which a reading is made; of one message and predicate the first one's count alone.

    What was put down by hand, and what the language model read by its present version, belong to every reading by
    rules. Each of the two is a reading of its own besides, and so is what an older version of the model read.
    """
    alone = {one.partition("@")[0] for one in (BY_HAND, LANGUAGE)}
    return (extractor,) if extractor.partition("@")[0] in alone else (BY_HAND, extractor, LANGUAGE)


class Modality(StrEnum):
    """How something was said. Only what is asserted is taken for true; what is planned is kept beside it."""

    ASSERTED = "asserted"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    QUESTION = "question"
    REPORTED = "reported"


class ValidFromSource(StrEnum):
    """How it is known since when a fact holds.

    `explicit` was said, `message_time` is when a change was told of, `inferred` is when it was first heard: it may have
    held before.
    """

    EXPLICIT = "explicit"
    MESSAGE_TIME = "message_time"
    INFERRED = "inferred"


class Invalidation(StrEnum):
    """Why a record of a fact counts no longer."""

    SUPERSEDED = "superseded"
    RETRACTED = "retracted"
    DUPLICATE = "duplicate"
    ERASED = "erased"


class FactSource(BaseModel):
    """Where somebody said so: `quote` is `text[start:end]` of the message, data and never an instruction.

    It is null where the message was changed since, and where the credential may not see messages. What was put down by
    hand has no message: `stated_by` says by whom.
    """

    message_id: UUID | None
    stated_by: str | None
    at: datetime
    start: int | None
    end: int | None
    quote: str | None


class Fact(BaseModel):
    """One thing known of a person. `valid_to` null: it still holds. `disputed`: something else was said before it."""

    id: UUID
    contact_id: UUID
    predicate: str = Field(description="What it says of the person.")
    value: str
    modality: Modality
    valid_from: datetime
    valid_to: datetime | None
    valid_from_source: ValidFromSource
    recorded_at: datetime
    invalidated_at: datetime | None
    invalidation_kind: Invalidation | None
    superseded_by: UUID | None
    disputed: bool
    confidence: float = Field(ge=0, le=1)
    extractor: str
    sources: list[FactSource]

    @computed_field  # type: ignore[prop-decorator]
    @property
    def type(self) -> FactType:
        """What kind of knowledge it is."""
        return PREDICATES[self.predicate].type


class FactDraft(BaseModel, extra="forbid"):
    """What one says to put a fact down by hand."""

    predicate: str = Field(max_length=40, description=f"What it says of the person: {', '.join(PREDICATES)}.")
    value: str = Field(min_length=1, max_length=200, description="In the form of the predicate, as docs/facts.md says.")
    since: AwareDatetime | None = Field(None, description="Since when it is so, where that is known.")
    planned: bool = Field(False, description="It is not so yet: a plan, which ends nothing.")
