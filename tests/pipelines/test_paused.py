"""A flow that is stopped for a while: passed over, its position kept, and read on from there in a new start."""

import asyncio
import contextlib
from uuid import uuid4

import pytest

from memory.core.flow_pause import pause, resume
from memory.core.flow_position import positions
from memory.db import Database
from pipelines.apply import Apply
from pipelines.io import Record
from pipelines.paused import Paused, Resumed


def record(tenant_id, offset):
    named = {"ce_tenantid": str(tenant_id), "ce_id": str(uuid4())}
    return Record("crm.message", 0, offset, f"{tenant_id}:x", named, b"", "one")


async def test_a_paused_flow_is_passed_over_and_keeps_its_position_while_others_go_on(db, settings, tenant_id):
    names = stopped, going = f"stopped-{uuid4().hex[:6]}", f"going-{uuid4().hex[:6]}"
    seen, paused = {name: [] for name in names}, Paused()

    def seer(name):
        async def see(tx, records):
            seen[name] += [one.offset for one in records]

        return see

    def work(*batches):
        part = Apply(settings, {name: seer(name) for name in names}, paused=paused).build("s", 0, 1)
        for offsets in batches:
            part.write_batch([record(tenant_id, offset) for offset in offsets])
        part.close()

    await asyncio.to_thread(work, [0, 1])
    paused.flows = frozenset({stopped})
    await asyncio.to_thread(work, [2, 3], [4])
    assert seen == {stopped: [0, 1], going: [0, 1, 2, 3, 4]}
    assert (await positions(db, stopped, "one"), await positions(db, going, "one")) == (
        {("crm.message", 0): 2},
        {("crm.message", 0): 5},
    )
    paused.flows = frozenset()
    await asyncio.to_thread(work, [2, 3, 4])
    assert seen == {stopped: [0, 1, 2, 3, 4], going: [0, 1, 2, 3, 4]}


async def test_a_process_that_passed_over_a_flow_ends_when_the_flow_is_resumed(db):
    paused = Paused()
    await pause(db, "embed", "mending")
    following = asyncio.create_task(paused.follow(db))
    await asyncio.to_thread(paused.wait)
    assert paused.flows == {"embed"}
    assert await resume(db, "embed")
    with pytest.raises(Resumed, match="embed"):
        await asyncio.wait_for(following, 10)
    assert paused.flows == {"embed"}  # until its end it goes on passing over


async def test_more_flows_are_paused_without_a_new_start(db):
    paused = Paused()
    for name in ("embed", "enrich"):
        await pause(db, name, "")
        await paused._look(db)
    assert paused.flows == {"embed", "enrich"}
    assert [await resume(db, name) for name in ("embed", "enrich", "enrich")] == [True, True, False]


async def test_what_is_not_known_to_be_going_is_waited_for(settings):
    """A flow that is paused must not read a record because the database was away when its process began."""
    paused = Paused()
    async with Database(settings.model_copy(update={"database_port": 1}).dsn("app"), size=1, timeout=0.1) as away:
        following = asyncio.create_task(paused.follow(away))
        waiting = asyncio.create_task(asyncio.to_thread(paused.wait))
        done, _ = await asyncio.wait([following, waiting], timeout=0.5)
        following.cancel()
        assert done == set()
        with contextlib.suppress(asyncio.CancelledError):
            await following
    paused._known.set()
    await waiting
