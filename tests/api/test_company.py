"""Who waits for company, and who does not. The pace is an hour: what goes on does not do so because of the time."""

import asyncio
from contextlib import suppress

import pytest

from api.company import Company

HOUR = 3600.0


async def visit(company, done=None, name=None, until=None):
    async with company:
        if until:
            await until.wait()
        if done is not None:
            done.append(name)


async def soon(awaitable):
    async with asyncio.timeout(5):
        return await awaitable


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_who_comes_one_after_the_other_never_waits():
    company = Company(HOUR)
    for _ in range(3):
        await soon(visit(company))


async def test_who_comes_while_another_is_under_way_waits_until_there_are_enough():
    company, done, away = Company(HOUR, 3), [], asyncio.Event()
    first = asyncio.create_task(visit(company, until=away))
    await settle()
    others = [asyncio.create_task(visit(company, done, name)) for name in "abc"]
    await settle()
    assert done == ["a", "b", "c"]
    away.set()
    await soon(asyncio.gather(first, *others))


async def test_fewer_go_on_when_the_time_is_up_and_who_stayed_alone_waits_no_more():
    company, done, away = Company(0.01, 100), [], asyncio.Event()
    first = asyncio.create_task(visit(company, until=away))
    await settle()
    await soon(visit(company, done, "late"))
    assert done == ["late"]
    away.set()
    await first
    company._pace = HOUR
    await soon(visit(company))


async def test_after_company_the_next_waits_for_company_too():
    company, away = Company(HOUR, 2), asyncio.Event()
    first = asyncio.create_task(visit(company, until=away))
    await settle()
    await soon(asyncio.gather(visit(company), visit(company)))
    away.set()
    await first
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await visit(company)


async def test_who_gives_up_waiting_takes_nobody_along():
    company, done, away = Company(HOUR, 3), [], asyncio.Event()
    first = asyncio.create_task(visit(company, until=away))
    await settle()
    impatient = asyncio.create_task(visit(company, done, "impatient"))
    patient = asyncio.create_task(visit(company, done, "patient"))
    await settle()
    impatient.cancel()
    with suppress(asyncio.CancelledError):
        await impatient
    last = asyncio.create_task(visit(company, done, "last"))
    await soon(asyncio.gather(patient, last))
    assert done == ["patient", "last"]
    away.set()
    await first
