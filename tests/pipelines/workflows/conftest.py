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
    yield client
    for name in (NAME, CHECKS):
        with suppress(RPCError):  # the test may have made none
            await client.get_schedule_handle(name).delete()
