"""Works in step: one exchange for the same question of all, and a failure that leaves nobody waiting."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.rounds import Rounds


async def march(questions):
    """Works that ask so many questions each; the rounds that it took."""
    rounds = []

    async def exchange(asked):
        rounds.append(list(asked))
        await asyncio.sleep(0)

    step = Rounds(exchange)

    async def work(name, count):
        for turn in range(count):
            await step.ask((name, turn))

    async with asyncio.timeout(5):
        await step.march([work(name, count) for name, count in enumerate(questions)])
    return rounds


@given(st.lists(st.integers(0, 5), max_size=6))
def test_the_same_question_of_all_goes_together_and_every_question_goes_once(questions):
    rounds = asyncio.run(march(questions))
    assert len(rounds) == max(questions, default=0)
    for turn, asked in enumerate(rounds):
        assert asked == [(name, turn) for name, count in enumerate(questions) if count > turn]


async def test_when_an_exchange_fails_every_work_hears_of_it():
    heard = []

    async def exchange(asked):
        raise ValueError("away")

    step = Rounds(exchange)

    async def work(name):
        try:
            await step.ask(name)
        except ValueError:
            heard.append(name)
            raise

    with pytest.raises(ValueError, match="away"):
        await step.march([work("a"), work("b")])
    assert heard == ["a", "b"]


async def test_a_work_that_fails_holds_up_nobody_and_its_failure_is_told_at_the_end():
    answered = []

    async def exchange(asked):
        answered.extend(asked)

    step = Rounds(exchange)

    async def fails():
        raise LookupError("poison")

    async def works():
        await step.ask("one")
        await step.ask("two")

    with pytest.raises(LookupError, match="poison"):
        await step.march([works(), fails(), works()])
    assert answered == ["one", "one", "two", "two"]
