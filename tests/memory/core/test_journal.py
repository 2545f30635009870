"""The journal waits for company, but not when it has enough of it."""

import asyncio
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from contracts.connector import Raw
from memory.core import journal
from memory.core.journal import ENOUGH, Journal

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
async def unhurried(gate, monkeypatch):
    """A journal that would wait an hour for company."""
    monkeypatch.setattr(journal, "PACE", 3600.0)
    opened = Journal(gate)
    opened.start()
    yield opened
    await opened.stop()


def raw(tenant_id):
    return Raw(tenant_id, uuid4(), uuid4(), "waha", uuid4().bytes, AT, "talk")


async def test_a_full_house_does_not_wait(unhurried, tenant_id):
    async with asyncio.timeout(10):
        await asyncio.gather(*(unhurried.append(raw(tenant_id)) for _ in range(ENOUGH)))


async def test_fewer_wait_for_others(unhurried, tenant_id):
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await asyncio.gather(*(unhurried.append(raw(tenant_id)) for _ in range(ENOUGH - 1)))
