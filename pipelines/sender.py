"""Sends replies through their channels: woken by the outbound flow, and by the clock for what is to be tried again."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from uuid import UUID

from contracts.connector import Connector, Outgoing
from contracts.errors import OutcomeUnknown, Rejected, Unavailable, VentrosError, told
from contracts.types import Clock, wall_clock
from memory.crm.delivery import Due, claim_due, next_due, record_failed, record_retry, record_sent
from memory.db import Database
from memory.sealed import Sealer, channel_context

SWEEP_SECONDS = 10.0
_log = logging.getLogger("ventros.sender")


class Sender:
    """Works off the due replies of the tenants that have any."""

    def __init__(
        self,
        db: Database,
        connectors: Mapping[str, Connector],
        sealer: Sealer,
        clock: Clock = wall_clock,
        *,
        paused: Callable[[], bool] = lambda: False,
    ) -> None:
        """While it is `paused` nothing is sent; what was due then is due when it is started anew."""
        self._db, self._connectors, self._sealer, self._clock = db, connectors, sealer, clock
        self._paused = paused
        self._woken: asyncio.Queue[UUID | None] = asyncio.Queue()
        self._ended = False

    def wake(self, tenant_id: UUID) -> None:
        """This tenant has a reply to send."""
        self._woken.put_nowait(tenant_id)

    def end(self) -> None:
        """Begin nothing more: `run` returns when what is being sent has its result."""
        self._ended = True
        self._woken.put_nowait(None)

    async def run(self) -> None:
        """Work until it is ended."""
        while not self._ended:
            try:
                tenants = await self._turn()
                await self.sweep(tenants)
            except Unavailable as error:
                _log.warning("sender waits: %s", told(error))
                await asyncio.sleep(1.0)

    async def _turn(self) -> set[UUID]:
        """The tenants that were woken, or all of them when it was quiet for a while."""
        try:
            woken = {await asyncio.wait_for(self._woken.get(), SWEEP_SECONDS)}
        except TimeoutError:
            return set(await self._db.tenants())
        while not self._woken.empty():
            woken.add(self._woken.get_nowait())
        return {tenant_id for tenant_id in woken if tenant_id}

    async def sweep(self, tenants: set[UUID]) -> None:
        """Send what is due for these tenants, and wake up again for what will be due soon."""
        for tenant_id in sorted(tenants):
            while not self._resting() and (due := await self._claim(tenant_id)):
                await asyncio.gather(*(self._deliver(tenant_id, one) for one in due))
            if self._resting():
                return
            async with self._db.tenant(tenant_id, origin="flow") as tx:
                at = await next_due(tx)
            if at and at - self._clock() < timedelta(seconds=SWEEP_SECONDS):
                delay = max(0.0, (at - self._clock()).total_seconds())
                asyncio.get_running_loop().call_later(delay, self.wake, tenant_id)

    def _resting(self) -> bool:
        return self._ended or self._paused()

    async def _claim(self, tenant_id: UUID) -> list[Due]:
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            return await claim_due(tx, self._clock())

    async def _deliver(self, tenant_id: UUID, due: Due) -> None:
        """One reply, one result. Whatever goes wrong is written on the reply."""
        try:
            await self._call(tenant_id, due)
        except OutcomeUnknown as error:
            await self._fell(tenant_id, due, error, uncertain=True)
        except VentrosError as error:
            await self._fell(tenant_id, due, error, uncertain=due.uncertain)

    async def _call(self, tenant_id: UUID, due: Due) -> None:
        if due.channel_gone:
            raise Rejected("the channel was removed", permanent=True)
        connector = self._connectors[due.channel_type]
        sealed = self._sealer.open(due.config_sealed, channel_context(tenant_id, due.channel_id, "config"))
        message = Outgoing(due.chat, due.text, due.provider_id, due.reply_to)
        settings = json.loads(sealed)
        call = connector.find if due.uncertain else connector.send
        receipt = await call(settings, due.session, message)
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            if receipt is None:
                await record_retry(tx, due, "the provider never got it", self._clock(), uncertain=False)
            else:
                await record_sent(tx, due.message_id, receipt.provider_id, self._clock())

    async def _fell(self, tenant_id: UUID, due: Due, error: VentrosError, *, uncertain: bool) -> None:
        _log.warning("reply %s: %s", due.message_id, told(error), extra={"tenant_id": str(tenant_id)})
        async with self._db.tenant(tenant_id, origin="flow") as tx:
            if error.permanent:
                await record_failed(tx, due.message_id, str(error), self._clock())
            else:
                await record_retry(tx, due, str(error), self._clock(), uncertain=uncertain)
