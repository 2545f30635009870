"""Every fact the CRM tells, and their catalogue; the envelope that they travel in stands apart.

An event is one class; its class line carries type, topic, key and version. `CATALOGUE` is filled by declaring.
"""

from dataclasses import dataclass
from importlib import import_module
from pkgutil import walk_packages
from typing import Any, ClassVar, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict

import contracts


@dataclass(frozen=True)
class Spec:
    """What an event's class line says. `key` names the payload field that is the aggregate's id."""

    type: str
    topic: str
    key: str
    version: int
    doc: str

    @property
    def schema(self) -> str:
        """What `ce_dataschema` calls the schema of its payload."""
        return f"{self.type}.v{self.version}"


CATALOGUE: dict[str, type["Event"]] = {}
"""The events by their types, as far as their modules were imported."""


def catalogue() -> dict[str, type["Event"]]:
    """Every event by its type, whatever was imported so far."""
    for module in walk_packages(contracts.__path__, "contracts."):
        import_module(module.name)
    return CATALOGUE


class Event(BaseModel):
    """Something that happened: past tense, immutable. Only the payload lives here, the envelope is kept apart."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    spec: ClassVar[Spec]
    _topic: ClassVar[str]
    _key: ClassVar[str]

    def __init_subclass__(
        cls, *, type: str | None = None, topic: str | None = None, key: str | None = None, version: int = 1, **kw: Any
    ) -> None:
        super().__init_subclass__(**kw)
        if topic and key:
            cls._topic, cls._key = topic, key
        if type:
            if type in CATALOGUE or not cls.__doc__:
                raise TypeError(f"event {type!r} is declared twice or has no docstring")
            cls.spec = Spec(type, cls._topic, cls._key, version, cls.__doc__.strip())
            CATALOGUE[type] = cls

    @property
    def aggregate_id(self) -> UUID:
        """The id of the aggregate that this event tells of."""
        value: UUID = getattr(self, self.spec.key)
        return value

    @classmethod
    def read(cls, data: dict[str, Any]) -> Self:
        """The event from its payload; fields that this version does not know yet are ignored."""
        return cls.model_validate({name: value for name, value in data.items() if name in cls.model_fields})
