"""What no flow can digest, and what is too large to be taken: sent in the middle of the stream."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import psycopg

from api.demo.connection import Connection
from api.demo.stage import Stage
from contracts.settings import Settings
from contracts.types import derived_id
from tests.chaos.load import signed

if TYPE_CHECKING:
    from tests.chaos.installation import Installation

_BURIED = """
select (headers ->> 'ce_id')::uuid from core.dead_letters where tenant_id = any(%(tenants)s)
union all
select id from core.kept_raw where tenant_id = any(%(tenants)s) and id = any(%(ids)s)"""


class Poison:
    """Remembers which poison was acknowledged: each of it has to be found set aside, once."""

    def __init__(self) -> None:
        self.taken: set[UUID] = set()
        self.wrong: list[str] = []

    @contextmanager
    def strike(self, house: "Installation") -> Iterator[None]:
        """A few of each kind for every tenant."""
        asyncio.run(self._send(house))
        yield

    async def _send(self, house: "Installation") -> None:
        async with Connection(house.url) as connection:
            for stage in house.stages:
                for body in poison():
                    status, _ = await connection.send(signed(house.url, stage, body))
                    if status == 200:
                        self.taken.add(raw_id(stage, body))
                    else:
                        self.wrong.append(f"poison was answered with {status}")
                large = b'{"event":"message","payload":"' + b"x" * house.settings.webhook_max_bytes + b'"}'
                status, _ = await connection.send(signed(house.url, stage, large))
                if status != 413:
                    self.wrong.append(f"an oversized webhook was answered with {status}")

    def problems(self, settings: Settings, tenants: list[UUID]) -> list[str]:
        """What became of it otherwise than it should have."""
        with psycopg.connect(settings.dsn("admin")) as connection:
            rows = connection.execute(_BURIED, {"tenants": tenants, "ids": list(self.taken)}).fetchall()
        found = Counter(row[0] for row in rows)
        lost, strange = self.taken - found.keys(), found.keys() - self.taken
        twice = [one for one, times in found.items() if times > 1]
        told = {"were lost": len(lost), "were set aside though they are good": len(strange), "twice": len(twice)}
        return self.wrong + [f"{number} poisoned webhooks {what}" for what, number in told.items() if number]


def raw_id(stage: Stage, body: bytes) -> UUID:
    """The id of a webhook."""
    return derived_id(stage.tenant_id, stage.channel_id, sha256(body).hexdigest(), "raw")


def poison() -> list[bytes]:
    """Bodies that are no webhooks, each another one."""
    one = uuid4().hex.encode()
    return [
        b"not json at all " + one,
        b'{"event":"message","payload":{"id":"' + one + b'"}}',
        b'{"event":"message","payload":{"id":["' + one + b'"],"timestamp":"never","from":7}}',
        b'[1, 2, "' + one + b'"]',
        b"\xff\xfe\x00" + one,
    ]
