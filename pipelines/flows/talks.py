"""Talks that are over are read as a whole by a language model, where the settings name one.

It has an input and a position of its own (pipelines/heavy.py): however slow a model is, nothing waits for it but what
it reads. What it read is kept message by message, so nothing is asked, and paid, for twice.
"""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from contracts.crm.fact import LANGUAGE
from contracts.crm.session import SessionEnded
from contracts.errors import Unavailable, told
from contracts.settings import Settings
from contracts.topics import TALKS, topics_of
from memory.cache import CLAIMS_DROPPED, Cache
from memory.crm.enrichment import save_enrichments
from memory.db import Database, Tx
from memory.recall.facts import Heard, learn
from memory.recall.talks import KIND, Spoken, talks
from pipelines.apply import Share, raise_poison
from pipelines.ending import Ending
from pipelines.io import Record
from pipelines.providers.completion import Busy
from pipelines.providers.completion.chain import Chain
from pipelines.providers.facts.talk import Read, TalkFacts

NAME = TALKS
TOPICS = topics_of(NAME)
AT_ONCE = 8
"""Talks that are read side by side, and recorded in one transaction."""

AGAIN = 30.0
"""Seconds until models are asked again of which none answered."""

_log = logging.getLogger("ventros.flow")
Readings = dict[UUID, list[Read] | Exception]
"""What was read in each talk, or why it cannot be."""


class Talks:
    """Reads the talks of a batch before its transaction begins, and records in it what was read."""

    def __init__(self, facts: TalkFacts | None, cache: Cache, ending: Ending | None = None) -> None:
        """Without a model everything is passed over."""
        self._facts, self._cache, self._ending = facts, cache, ending or Ending()
        self._found: Readings = {}

    @classmethod
    def of(cls, settings: Settings, ending: Ending | None = None) -> "Talks":
        """With the models that the settings name. Raises Invalid for an address that may not be called."""
        chain = Chain.of(settings)
        return cls(TalkFacts(chain) if chain else None, Cache(settings.redis_url.get_secret_value()), ending)

    @property
    def able(self) -> bool:
        """Whether there is a model to ask."""
        return self._facts is not None

    async def prepare(self, db: Database, shares: Sequence[Share]) -> None:
        """Read every talk of a batch that has ended. Raises Unavailable when the process is to end meanwhile."""
        self._found = {}
        for tenant_id, _, records in shares if self._facts else ():
            await self._until_ending(self._persist(db, tenant_id, ended(records)))

    async def keep(self, tx: Tx, records: list[Record]) -> None:
        """Record what was read in a tenant's talks. Raises why one of them could not be read."""
        raise_poison([replace(one, parsed=parse(one)) for one in records])
        readings = [self._found[session_id] for session_id in ended(records) if session_id in self._found]
        for one in readings:
            if isinstance(one, Exception):
                raise one
        await record(tx, [read for one in readings if isinstance(one, list) for read in one])

    async def read(self, db: Database, tenant_id: UUID, session_ids: Sequence[UUID]) -> Readings:
        """What was said in talks that has not been read yet. Raises Busy when no model answers at the moment."""
        if self._facts is None:
            return {}
        async with db.tenant(tenant_id, origin="flow") as tx:
            said = await talks(tx, session_ids, self._facts.version)
        found = await asyncio.gather(*(self._read(self._facts, turns) for turns in said.values()))
        readings = dict(zip(said, found, strict=True))
        if busy := next((one for one in found if isinstance(one, Busy)), None):
            raise busy
        await self._count(readings)
        return readings

    async def close(self) -> None:
        """Close the connections."""
        await self._cache.close()

    async def _read(self, facts: TalkFacts, turns: list[Spoken]) -> list[Read] | Exception:
        try:
            return await facts.read(turns)
        except Exception as error:  # noqa: BLE001 - it is the reason of a dead letter
            return error

    async def _persist(self, db: Database, tenant_id: UUID, session_ids: Sequence[UUID]) -> None:
        """Ask until somebody answers: an outage holds up this flow alone."""
        while True:
            try:
                self._found |= await self.read(db, tenant_id, session_ids)
            except Busy as error:
                _log.warning("%s waits: %s", NAME, told(error), extra={"flow": NAME})
                await asyncio.sleep(error.after or AGAIN)
            else:
                return

    async def _until_ending(self, work: Any) -> None:
        await self._ending.meanwhile(task := asyncio.ensure_future(work))
        if task.cancelled():
            raise Unavailable("The process is to end: talks that are being read are left to the next start.")

    async def _count(self, readings: Readings) -> None:
        dropped = sum(read.dropped for one in readings.values() if isinstance(one, list) for read in one)
        if dropped:
            _log.info("%d claims of a language model were not believed", dropped, extra={"flow": NAME})
            await self._cache.count(CLAIMS_DROPPED, dropped)


def ended(records: Sequence[Record]) -> list[UUID]:
    """The sessions that have ended, each once; poison is passed over."""
    parsed = [parse(one) for one in records]
    return list(dict.fromkeys(one for one in parsed if isinstance(one, UUID)))


def parse(record: Record) -> UUID | Exception | None:
    """The session that an event says has ended; None for any other event."""
    if not _is_end(record):
        return None
    try:
        return UUID(record.headers["ce_subject"])
    except (KeyError, ValueError) as error:
        return error


def in_batches(records: Sequence[Record]) -> Iterator[list[Record]]:
    """Records in their order, with no more talks in a batch than are read side by side."""
    batch, count = list[Record](), 0
    for one in records:
        batch, count = [*batch, one], count + _is_end(one)
        if count == AT_ONCE:
            yield batch
            batch, count = [], 0
    if batch:
        yield batch


def _is_end(record: Record) -> bool:
    return record.headers.get("ce_type") == SessionEnded.spec.type


async def record(tx: Tx, read: Sequence[Read]) -> int:
    """Learn what a language model read, with a row of each message that it was asked about; how many facts changed."""
    if not read:
        return 0
    await save_enrichments(tx, [_row(one) for one in read])
    return await learn(tx, [Heard(one.turn.message_id, one.content_hash, one.claims) for one in read], LANGUAGE)


def _row(read: Read) -> dict[str, Any]:
    answer = read.answer
    result = {
        "claims": sum(claim.counts for claim in read.claims),
        "dropped": read.dropped,
        "input_tokens": read.part(answer.input_tokens),
        "output_tokens": read.part(answer.output_tokens),
        "attempted_providers": list(answer.attempted),
    }
    return {
        "message_id": read.turn.message_id,
        "kind": KIND,
        "provider": answer.provider,
        "model": answer.model,
        "model_version": TalkFacts.version,
        "content_hash": read.content_hash,
        "result": result,
        "took_ms": answer.took_ms / read.share,
        "cost_micros": read.part(answer.cost_micros),
    }
