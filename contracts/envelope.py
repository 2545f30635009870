"""What an event travels in: CloudEvents 1.0 in Kafka's binary mode."""

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Self
from uuid import UUID, uuid4

from contracts.event import CATALOGUE, Event
from contracts.types import wall_clock

Origin = Literal["flow", "door"]
"""What made an event: a flow out of the stream, or a person or agent through a door."""

CODE_VERSION = "0.1.0"

TRACEPARENT = "traceparent"
"""The header that says which trace a record belongs to: W3C Trace Context, and CloudEvents' extension of it."""


def trace_id(traceparent: str) -> str:
    """The id of the trace; '' where the header does not hold one."""
    found = re.fullmatch(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}", traceparent)
    return found[1] if found else ""


@dataclass(frozen=True)
class Envelope:
    """An event on its way: CloudEvents 1.0 attributes and our extensions; `data` is the payload as JSON bytes.

    `time` is the provider's time, `ingested` ours; `version` is the aggregate's, raised under its row lock.
    """

    type: str
    topic: str
    key: str
    tenant_id: UUID
    subject: UUID
    data: bytes
    time: datetime
    origin: Origin = "flow"
    version: int = 1
    schema: int = 1
    id: UUID = field(default_factory=uuid4)
    ingested: datetime = field(default_factory=wall_clock)
    traceparent: str = ""

    @classmethod
    def of(
        cls,
        event: Event,
        tenant_id: UUID,
        *,
        time: datetime,
        origin: Origin,
        version: int,
        conversation: str | None,
        traceparent: str = "",
    ) -> Self:
        """Wrap an event. The key is the tenant with the conversation, or with the aggregate's id when there is none."""
        spec = event.spec
        key = f"{tenant_id}:{conversation or event.aggregate_id}"
        data = event.model_dump_json().encode()
        return cls(
            spec.type, spec.topic, key, tenant_id, event.aggregate_id, data, time, origin, version, spec.version,
            traceparent=traceparent,
        )  # fmt: skip

    def headers(self) -> list[tuple[str, str]]:
        """The envelope as Kafka headers (CloudEvents binary mode)."""
        headers = [
            ("ce_specversion", "1.0"),
            ("ce_id", str(self.id)),
            ("ce_type", self.type),
            ("ce_source", f"/ventros/{self.topic}"),
            ("ce_subject", str(self.subject)),
            ("ce_time", self.time.isoformat()),
            ("ce_dataschema", f"{self.type}.v{self.schema}"),
            ("content-type", "application/json"),
            ("ce_tenantid", str(self.tenant_id)),
            ("ce_origin", self.origin),
            ("ce_aggregateversion", str(self.version)),
            ("ce_ingestedtime", self.ingested.isoformat()),
            ("ce_codeversion", CODE_VERSION),
        ]
        if self.traceparent:
            headers.append((TRACEPARENT, self.traceparent))
        return headers

    @classmethod
    def receive(cls, topic: str, key: str, headers: dict[str, str], data: bytes) -> Self:
        """The envelope from a Kafka record. Raises KeyError or ValueError when a required header is missing or bad."""
        origin: Origin = "door" if headers.get("ce_origin") == "door" else "flow"
        return cls(
            type=headers["ce_type"],
            topic=topic,
            key=key,
            tenant_id=UUID(headers["ce_tenantid"]),
            subject=UUID(headers["ce_subject"]),
            data=data,
            time=datetime.fromisoformat(headers["ce_time"]),
            origin=origin,
            version=int(headers["ce_aggregateversion"]),
            schema=int(headers["ce_dataschema"].rpartition(".v")[2]),
            id=UUID(headers["ce_id"]),
            ingested=datetime.fromisoformat(headers["ce_ingestedtime"]),
            traceparent=headers.get(TRACEPARENT, ""),
        )

    def open(self) -> Event:
        """The event inside. Raises KeyError for a type that this version does not know."""
        return CATALOGUE[self.type].read(json.loads(self.data))
