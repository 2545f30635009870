"""What reading a message adds to it: the entities that it names, and its sentiment."""

from enum import StrEnum

from pydantic import BaseModel, Field


class EntityKind(StrEnum):
    """What an entity is; the comment says how its `value` is written."""

    CPF = "cpf"  # 11 digits
    CNPJ = "cnpj"  # 14 digits, or letters and digits in the format of 2026
    CEP = "cep"  # 8 digits
    PHONE = "phone"  # E.164
    EMAIL = "email"  # lower case
    URL = "url"  # with scheme, host in lower case
    MONEY = "money"  # ISO 4217 currency and integer minor units: "BRL 123456"
    DATE = "date"  # ISO 8601: a date, an interval date/date, or a date-time with its offset
    TIME = "time"  # HH:MM, when no date goes with it


class Entity(BaseModel, frozen=True):
    """One thing that a text names: `text[start:end]` of the message, and what it means in a normal form."""

    kind: EntityKind
    text: str
    value: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    confidence: float = Field(ge=0, le=1)


class SentimentLabel(StrEnum):
    """The mood of a text."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


class SentimentResult(BaseModel, frozen=True):
    """The mood of a text, and how far to which side: -1 is wholly negative, 1 wholly positive."""

    label: SentimentLabel
    score: float = Field(ge=-1, le=1)


NEUTRAL = SentimentResult(label=SentimentLabel.NEUTRAL, score=0.0)
"""The mood of what has none."""
