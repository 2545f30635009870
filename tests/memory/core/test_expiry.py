from datetime import UTC, datetime, timedelta
from uuid import uuid4

from memory.core.expiry import CALLS, CONFIRMED, KEPT_RAW, expire

NOW = datetime(2026, 6, 1, tzinfo=UTC)


async def test_what_is_old_goes_and_what_is_young_stays(db, tenant_id):
    ages = [KEPT_RAW - timedelta(hours=1), KEPT_RAW + timedelta(hours=1)]
    async with db.tenant(tenant_id) as tx:
        for age in ages:
            await tx.run(
                "insert into core.kept_raw values (%(tenant)s, %(id)s, %(id)s, 'e', 'r', '', %(at)s)",
                id=uuid4(),
                at=NOW - age,
            )
        await expire(tx, NOW)
        assert [row["received_at"] for row in await tx.rows("select received_at from core.kept_raw")] == [NOW - ages[0]]


async def test_no_sweep_takes_more_than_it_is_allowed(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        for _ in range(3):
            await tx.run(
                "insert into core.kept_raw values (%(tenant)s, %(id)s, %(id)s, 'e', 'r', '', '2020-01-01')", id=uuid4()
            )
        await expire(tx, NOW, most=2)
        assert len(await tx.rows("select 1 from core.kept_raw")) == 1


async def test_calls_and_used_confirmations_are_kept_for_their_time(db, tenant_id):
    hour = timedelta(hours=1)
    async with db.tenant(tenant_id) as tx:
        for at in (NOW - CALLS - hour, NOW - CALLS + hour):
            await tx.run(
                "insert into core.tool_calls (tenant_id, id, at, subject, tool, arguments, outcome, took_ms, request_id)"
                " values (%(tenant)s, gen_random_uuid(), %(at)s, 'ana', 'get_contact', '{}', 'done', 1, 'r')",
                at=at,
            )
        for at in (NOW - CONFIRMED - hour, NOW - CONFIRMED + hour):
            await tx.run("insert into core.confirmations values (%(tenant)s, %(id)s, %(at)s)", id=uuid4(), at=at)
        await expire(tx, NOW)
        assert [row["at"] for row in await tx.rows("select at from core.tool_calls")] == [NOW - CALLS + hour]
        left = await tx.rows("select used_at from core.confirmations")
        assert [row["used_at"] for row in left] == [NOW - CONFIRMED + hour]
