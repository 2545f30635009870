"""Reads bytes that came from a provider or say what happened, and leaves of them what is not of a person. Pure."""

from collections.abc import Collection
from typing import Any, Self

import orjson

from connectors import CONNECTORS
from contracts.crm.contact import Identity
from contracts.errors import Unparsable
from memory.crm.erasing.others import Bytes
from memory.crm.erasing.person import Person
from pipelines.kafka import RAW_TOPIC


def named_by(identity: Identity) -> list[str]:
    """What the channels call a person of an identity, each as `kind:name`."""
    names = ((kind, connector.named(identity)) for kind, connector in CONNECTORS.items())
    return [f"{kind}:{name}" for kind, name in names if name]


class Reading:
    """Knows the person, and what of some bytes may stay."""

    def __init__(self, person: Person) -> None:
        self._owners, self._names, self._marks = frozenset(person.owners), frozenset(person.names), person.marks
        self._contacts = {str(contact) for contact in person.contacts}
        self._needles = [one.encode() for one in {*person.marks.names, *self._names, *self._contacts}]

    @classmethod
    def of_names(cls, owners: Collection[str]) -> Self:
        """Of people of whom nothing is known any more but what a channel calls them, as `kind:name`."""
        users = [Identity("", owner.partition(":")[2].partition("@")[0]) for owner in owners]
        return cls(Person(contacts=[], identities=users, chats=[], owners=sorted(owners)))

    def reread(self, one: Bytes) -> bytes | None:
        """What may stay: all of it, it without the person's names and words, or nothing of what is theirs."""
        if not any(needle in one.body for needle in self._needles):
            return one.body
        return self._webhook(one) if one.topic == RAW_TOPIC else self._event(one.body)

    def _webhook(self, one: Bytes) -> bytes | None:
        connector = CONNECTORS.get(one.kind or "")
        if connector is None:
            return self._unnamed(one.body)
        named = (connector.sender(one.body), connector.conversation(one.body))
        if self._owners & {f"{one.kind}:{name}" for name in named}:
            return None
        try:
            return self._unnamed(connector.without_quotes(one.body, self._names))
        except Unparsable:
            return None  # it names them, and nobody can say what else it holds

    def _event(self, body: bytes) -> bytes | None:
        return None if any(contact.encode() in body for contact in self._contacts) else self._unnamed(body)

    def _unnamed(self, body: bytes) -> bytes | None:
        try:
            value: Any = orjson.loads(body)
        except orjson.JSONDecodeError:
            return None
        return orjson.dumps(self._marks.without(value))
