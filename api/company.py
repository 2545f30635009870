"""Webhooks go on together: what follows costs about the same for many as for one (docs/decisions/0009-company.md)."""

import asyncio

PACE = 0.045
"""Seconds that the first one waits for others."""

ENOUGH = 9
"""So many do not wait any longer."""


class Company:
    """Those who come within a moment go on together, in their order. Who comes alone, after all before, never waits."""

    def __init__(self, pace: float = PACE, enough: int = ENOUGH) -> None:
        self._pace, self._enough = pace, enough
        self._inside = self._gathered = 0
        self._several = False
        self._leaving = asyncio.Event()

    async def __aenter__(self) -> None:
        """Wait until it is time to go on; whoever is inside is still under way."""
        self._several = self._several or self._inside > 0
        self._inside += 1
        if self._several:
            try:
                await self._gather().wait()
            except asyncio.CancelledError:
                self._inside -= 1
                raise

    async def __aexit__(self, *_: object) -> None:
        self._inside -= 1

    def _gather(self) -> asyncio.Event:
        loop, leaving = asyncio.get_running_loop(), self._leaving
        if not self._gathered:
            loop.call_later(self._pace, self._leave, leaving)
        self._gathered += 1
        if self._gathered == self._enough:
            loop.call_soon(self._leave, leaving)  # not at once: the last to come shall not be the first to go
        return leaving

    def _leave(self, leaving: asyncio.Event) -> None:
        if leaving.is_set():
            return
        leaving.set()
        self._leaving, self._several, self._gathered = asyncio.Event(), self._gathered > 1, 0
