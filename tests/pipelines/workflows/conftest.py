"""Temporal as its workers see it, and without a schedule."""

from contextlib import suppress

import pytest
from temporalio.service import RPCError

from contracts.settings import Settings
from pipelines.workflows.connection import connect
from pipelines.workflows.schedule import CHECKS, NAME


@pytest.fixture
def told(temporal):
    """Settings of that Temporal, and of nothing else."""
    return Settings(_env_file=None, data_dir=temporal.data_dir, **temporal.settings)


@pytest.fixture
async def client(told):
    client = await connect(told)
    await forget_schedules(client)  # others use the same Temporal
    yield client
    await forget_schedules(client)


async def forget_schedules(client):
    for name in (NAME, CHECKS):
        with suppress(RPCError):  # there may be none
            await client.get_schedule_handle(name).delete()
