from api.demo.stage import clear, prepare
from memory.core.tenant import list_tenants
from memory.db import Database
from pipelines.demo import SHOPS


async def test_a_stage_that_stands_stays(fresh):
    first = await prepare(fresh, "http://127.0.0.1:3000")
    again = await prepare(fresh, "http://127.0.0.1:4000")
    named = ("shop", "tenant_id", "project_id", "channel_id", "secret", "waha")
    assert [[getattr(stage, name) for name in named] for stage in first] == [
        [getattr(stage, name) for name in named] for stage in again
    ]
    assert {stage.waha for stage in again} == {"http://127.0.0.1:3000"}


async def test_the_shops_are_tenants_that_share_nothing(fresh):
    pedal, fern = await prepare(fresh)
    assert len({pedal.tenant_id, fern.tenant_id, pedal.channel_id, fern.channel_id}) == 4
    assert pedal.secret != fern.secret
    async with Database(fresh.dsn("app"), size=1) as db, db.tenant(fern.tenant_id) as tx:
        seen = await tx.rows("select id from crm.channels")
    assert [row["id"] for row in seen] == [fern.channel_id]


async def test_a_cleared_stage_is_gone_and_can_be_set_anew(fresh):
    before = await prepare(fresh)
    await clear(fresh)
    assert not {shop.name for shop in SHOPS} & {tenant.name for tenant in await list_tenants(fresh)}
    assert {stage.tenant_id for stage in await prepare(fresh)}.isdisjoint(stage.tenant_id for stage in before)
