"""The models of an installation, one after the other: the first one answers, unless it cannot."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Self

import orjson

from contracts.errors import VentrosError, told
from contracts.provider import LanguageProvider
from contracts.settings import Settings
from pipelines.providers.completion import (
    Busy,
    Completion,
    CutOff,
    LanguageModel,
    Malformed,
    Price,
    Schema,
    open_model,
    price_of,
)

TRIES = 3
"""How often one model is asked before the next one is."""

PAUSE = 1.0
"""Seconds before it is asked again, twice as long each time, where it does not say how long."""

LONGEST = 20.0
"""Seconds that are waited for a model; for more, the next one is asked."""

REST = 60.0
"""Seconds for which one that did not answer is left alone."""

_log = logging.getLogger("ventros.language")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a question: the object, who gave it, who was asked in vain before, what it took and what it cost."""

    data: dict[str, Any]
    provider: str
    model: str
    attempted: tuple[str, ...]
    input_tokens: int
    output_tokens: int
    cost_micros: int
    took_ms: float


@dataclass
class _Link:
    """A model in the chain. Until `rested` it is asked only if nobody else is there."""

    model: LanguageModel
    price: Price
    rested: float = float("-inf")


class Chain:
    """Language models in the order in which they are asked. Clock and sleep are those of whoever tests it."""

    def __init__(
        self,
        models: Sequence[tuple[LanguageModel, Price]],
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._links = [_Link(model, price) for model, price in models]
        self._clock, self._sleep = clock, sleep

    @classmethod
    def of(cls, settings: Settings) -> Self | None:
        """Those that the settings name; None where they name none. Raises Invalid for an address not to be called."""
        named = [one for one in settings.providers if isinstance(one, LanguageProvider)]
        models = [(open_model(one, settings.outbound_allow), price_of(one)) for one in named]
        return cls(models) if models else None

    async def ask(self, system: str, user: str, schema: Schema) -> Answer:
        """The answer of the first model that gives one.

        Raises CutOff; Busy when one of them may answer later; else what the last one met.
        """
        failed: list[VentrosError] = []
        attempted: list[str] = []
        for link in self._awake():
            began = self._clock()
            try:
                completion, data = await self._patiently(link, system, user, schema)
            except CutOff:
                raise
            except VentrosError as error:
                _log.warning("%s %s: %s", link.model.provider, link.model.model, told(error))
                failed.append(error)
                attempted.append(link.model.provider)
                continue
            took = 1000 * (self._clock() - began)
            return _answer(link, completion, data, tuple(attempted), took)
        raise next((error for error in failed if isinstance(error, Busy)), failed[-1])

    def _awake(self) -> list[_Link]:
        """Those who do not rest; where all do, all of them."""
        return [link for link in self._links if link.rested <= self._clock()] or self._links

    async def _patiently(
        self, link: _Link, system: str, user: str, schema: Schema
    ) -> tuple[Completion, dict[str, Any]]:
        for left in reversed(range(TRIES)):
            try:
                completion = await link.model.complete(system, user, schema)
                return completion, _object(completion.text)
            except Busy as error:
                pause = error.after if error.after is not None else PAUSE * 2 ** (TRIES - 1 - left)
                if not left or pause > LONGEST:
                    link.rested = self._clock() + max(REST, error.after or 0.0)
                    raise
                await self._sleep(pause)
        raise AssertionError("the last try returns or raises")


def _answer(
    link: _Link, completion: Completion, data: dict[str, Any], attempted: tuple[str, ...], took_ms: float
) -> Answer:
    return Answer(
        data, link.model.provider, link.model.model, attempted, completion.input_tokens, completion.output_tokens,
        link.price.of(completion), took_ms,
    )  # fmt: skip


def _object(text: str) -> dict[str, Any]:
    try:
        data = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise Malformed from None
    if not isinstance(data, dict):
        raise Malformed
    return data
