"""Numbers of the marts over REST and for agents, behind the fence of the tenant that is set."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.conversation import Period
from memory.crm.conversation import NoMarts, bounds, get_conversation_stats
from memory.db import Database
from pipelines.analytics import PROJECT

MORNING = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MARTS = sorted(file.stem for file in (PROJECT / "models/marts").rglob("*.sql"))


def who(shop, **rest):
    return Principal(tenant_id=shop.tenant, subject="user:ana", role=ProjectRole.ADMIN, **rest)


async def stats(settings, shop, period, now, **rest):
    async with Database(settings.dsn("app"), size=1) as db, db.tenant(shop.tenant) as tx:
        return await get_conversation_stats(tx, who(shop, **rest), period=period, clock=lambda: now)


async def test_a_period_is_counted_for_the_own_tenant(built, settings, shops):
    for shop in shops:
        found = await stats(settings, shop, Period.ALL, MORNING + timedelta(days=3))
        assert (found.sessions, found.answered_sessions, found.ended_sessions, found.people) == (2, 1, 2, 1)
        assert (found.messages_from_contact, found.messages_from_agent) == (2, 2)
        assert (found.rated_messages, found.negative_messages, found.new_people) == (1, 1, 1)
        assert found.answer_rate == 0.5
        assert found.average_first_response_seconds == found.median_first_response_seconds == 300
        assert found.average_resolution_seconds == 300
        assert found.date_from is None


async def test_a_period_has_its_bounds_and_a_project_its_rows(built, settings, shops):
    first = await stats(settings, shops[0], Period.TODAY, MORNING + timedelta(hours=1))
    assert (first.sessions, first.answer_rate) == (1, 1.0)
    none = await stats(settings, shops[0], Period.ALL, MORNING + timedelta(days=3), project_id=uuid4())
    assert (none.sessions, none.answer_rate, none.average_resolution_seconds) == (0, None, None)


@pytest.mark.parametrize("mart", MARTS)
async def test_the_app_reads_the_rows_of_the_set_tenant_and_no_other(built, settings, shops, mart):
    async with Database(settings.dsn("app"), size=1) as db:
        assert await db.query(f"select * from analytics.{mart}") == []
        for shop in shops:
            async with db.tenant(shop.tenant) as tx:
                found = await tx.rows(f"select distinct tenant_id from analytics.{mart}")
            assert [row["tenant_id"] for row in found] == [shop.tenant]


async def test_without_marts_it_says_what_to_do(base, shops):
    settings = base.model_copy(update={"database_name": "ventros_template"})
    with pytest.raises(NoMarts, match="analytics build"):
        await stats(settings, shops[0], Period.ALL, MORNING)


NOW = datetime(2026, 11, 5, 15, 30, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    "period, since, until",
    [
        (Period.TODAY, datetime(2026, 11, 5, tzinfo=UTC), NOW),
        (Period.YESTERDAY, datetime(2026, 11, 4, tzinfo=UTC), datetime(2026, 11, 5, tzinfo=UTC)),
        (Period.THIS_WEEK, datetime(2026, 11, 2, tzinfo=UTC), NOW),
        (Period.THIS_MONTH, datetime(2026, 11, 1, tzinfo=UTC), NOW),
        (Period.WEEK, NOW - timedelta(days=7), NOW),
        (Period.MONTH, NOW - timedelta(days=30), NOW),
        (Period.YEAR, NOW - timedelta(days=365), NOW),
        (Period.ALL, None, NOW),
    ],
)
def test_a_period_begins_and_ends_where_its_name_says(period, since, until):
    assert bounds(period, NOW) == (since, until)
