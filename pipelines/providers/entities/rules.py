"""Entities by rules: patterns, check digits, phone plans and a calendar. Offline, pure, the same answer every time."""

from datetime import datetime
from zoneinfo import ZoneInfo

from contracts.crm.enrichment import Entity
from pipelines.providers.entities.contacts import find_contacts
from pipelines.providers.entities.documents import find_documents
from pipelines.providers.entities.finding import longest
from pipelines.providers.entities.moments import find_moments_and_days
from pipelines.providers.entities.money import find_money
from pipelines.providers.text import fold

MAX_CHARS = 10_000
"""What is read of a text; the rest is not looked at."""
SAO_PAULO = "America/Sao_Paulo"


class RuleEntities:
    """The offline provider of entities, for Portuguese, Spanish and English."""

    provider = "rules"
    model = "entities-pt-es-en"
    version = "1"
    price_micros = 0

    def __init__(self, zone: str = SAO_PAULO) -> None:
        """`zone` (IANA) is where the people of the conversation live: it decides which day "hoje" is."""
        self._zone = ZoneInfo(zone)

    def extract(self, text: str, language: str | None, at: datetime) -> list[Entity]:
        """The entities of a text by position. The longest wins an overlap; of equals a document number, then a contact.

        Raises ValueError when `at` has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("When the text was said needs a time zone: pass an aware datetime")
        read, speaks = fold(_head(text)), language.lower()[:2] if language else None
        found = [
            *find_documents(read),
            *find_contacts(read.original, speaks),
            *find_money(read, speaks),
            *find_moments_and_days(read, speaks, at, self._zone),
        ]
        return longest(found)


def _head(text: str) -> str:
    """What is read of a text, up to its last whole word."""
    return text if len(text) <= MAX_CHARS else text[:MAX_CHARS].rsplit(None, 1)[0]
