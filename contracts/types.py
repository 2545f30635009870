"""The small words that every floor uses: ids, phones, e-mails, pages and the clock."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Generic, TypeVar
from uuid import UUID, uuid5

import phonenumbers
from pydantic import AfterValidator, BaseModel, Field

ItemT = TypeVar("ItemT")

NAMESPACE = UUID("6f1c5f0e-5a0b-5c86-9b39-6e1f0c6d7a51")
"""The root of every derived id. Changing it would make the same message arrive twice."""

Clock = Callable[[], datetime]
"""Tells the time (aware, UTC). Passed in, so that tests and replays bring their own."""


def wall_clock() -> datetime:
    """The clock of this machine, in UTC."""
    return datetime.now(UTC)


def derived_id(*parts: object) -> UUID:
    """The UUIDv5 of what identifies a thing outside: tenant, channel, provider id, kind.

    Never random and never the time of receipt, so that a second arrival is the same thing (design: identity).
    """
    return uuid5(NAMESPACE, "\x1f".join(str(part) for part in parts))


def e164(value: str, region: str | None = None) -> str:
    """A phone number as E.164 (`+5531900000001`). Raises ValueError when it is not a possible number."""
    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"{value!r} is not a phone number: write it with country code, like +5531900000001") from error
    if not phonenumbers.is_possible_number(number):
        raise ValueError(f"{value!r} is not a possible phone number: write it with country code, like +5531900000001")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(value: str) -> str:
    """An e-mail address in lower case. Raises ValueError when it is not local@domain.tld."""
    address = value.strip().lower()
    local, at, domain = address.rpartition("@")
    labels = domain.split(".")
    plain = not any(c.isspace() or c in '<>,;"' for c in address)
    if not (at and local and plain and "@" not in local and len(labels) > 1 and all(labels) and len(address) <= 254):
        raise ValueError(f"{value!r} is not an e-mail address")
    return address


Phone = Annotated[str, AfterValidator(e164)]
Email = Annotated[str, AfterValidator(email)]


class Money(BaseModel, frozen=True):
    """An amount in integer minor units (centavos, cents) of an ISO 4217 currency."""

    amount: int
    currency: str = Field(pattern="^[A-Z]{3}$")


class Page(BaseModel, Generic[ItemT]):
    """One page of a list. `next` is the cursor of the following page, null on the last."""

    items: list[ItemT]
    next: str | None = None
