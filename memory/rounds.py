"""Works that march in step: once every one of them waits for an answer, all that they asked travels together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

QuestionT = TypeVar("QuestionT")


class Rounds(Generic[QuestionT]):
    """One round trip for the first question of every work, one for the second, and so on.

    `exchange` gets the questions of a round in the order of the works, and answers them all or raises.
    """

    def __init__(self, exchange: Callable[[list[QuestionT]], Awaitable[None]]) -> None:
        self._exchange = exchange
        self._waiting: list[tuple[QuestionT, asyncio.Future[None]]] = []
        self._marching = 0

    async def march(self, works: Sequence[Awaitable[None]]) -> None:
        """Do all the works. Raises what the first that failed raised, when the others have come to their end too."""
        self._marching = len(works)
        ended = await asyncio.gather(*map(self._one, works), return_exceptions=True)
        for error in ended:
            if isinstance(error, BaseException):
                raise error

    async def ask(self, question: QuestionT) -> None:
        """Return when the question is answered. Raises what the exchange of its round raised."""
        answered = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answered))
        await self._go_if_all_wait()
        await answered

    async def _one(self, work: Awaitable[None]) -> None:
        try:
            await work
        finally:
            self._marching -= 1
            await self._go_if_all_wait()

    async def _go_if_all_wait(self) -> None:
        if not self._waiting or len(self._waiting) < self._marching:
            return
        asked, self._waiting = self._waiting, []
        try:
            await self._exchange([question for question, _ in asked])
        except Exception as error:  # noqa: BLE001 - it is the answer that all of them get
            for _, answered in asked:
                answered.set_exception(error)
        else:
            for _, answered in asked:
                answered.set_result(None)
        await asyncio.sleep(0)  # who went for all goes on last, so that the order of the works stays
