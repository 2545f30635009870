"""The staging views keep what the contracts promise; what does not is named, and stays where it is."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from memory.core.quarantine import quarantined
from memory.db import Database
from memory.examine import quality
from pipelines.quality import page
from pipelines.quality.run import run
from pipelines.quality.staging import CONTRACTS, MODELS, staging_suites, views

from .conftest import SECRET_PHONE, SECRET_TEXT

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def look(settings):
    """`look()`: a run over the staging views of all tenants."""

    async def looked(**how):
        return await run(settings, **{"only": "staging", "clock": lambda: datetime.now(UTC)} | how)

    return looked


@pytest.fixture
def broken(settings):
    """`broken(shop)`: what of a tenant stands in quarantine: view, row, promise."""

    async def found(shop):
        async with Database(settings.dsn("app"), size=1) as db, db.tenant(shop.tenant) as tx:
            return {(one.suite, one.row_id, one.expectation) for one in await quarantined(tx, kind="staging")}

    return found


def test_every_staging_model_has_a_suite_and_every_column_of_it_that_a_contract_knows_is_read():
    suites = staging_suites(NOW)
    assert {file.stem for file in MODELS.rglob("*.sql")} == suites.keys() == views().keys()
    assert suites.keys() > CONTRACTS.keys()
    for suite in suites.values():
        whats = [one.what for one in suite.expectations]
        assert len(whats) == len(set(whats)) >= 8
        assert {"is there once" in what for what in whats} == {True, False}


async def test_good_shops_break_nothing(look, built, shops, broken, settings):
    verdict = await look()
    wrong = [(one.name, promise.what) for one in verdict.suites for promise in one.promises.values() if promise.broken]
    assert (wrong, verdict.missing) == ([], [])
    assert all(suite.rows for suite in verdict.suites)
    (ran,) = quality(settings)
    assert (ran.kind, ran.violations, ran.looked_at) == ("staging", 0, sum(one.rows for one in verdict.suites))
    assert await broken(shops[0]) == set()


PLANTED = {
    ("stg_crm__sessions", "message_count is not negative"): "update crm.sessions set message_count = -1 where id = %(talk)s",
    ("stg_crm__sessions", "messages_from_contact does not exceed message_count"): "",
    ("stg_crm__sessions", "messages_from_agent does not exceed message_count"): "",
    ("stg_core__outbox", "event_id is there once"): "insert into core.outbox (tenant_id, event_id, topic, key, headers, data) select tenant_id, event_id, topic, key, headers, data from core.outbox where tenant_id = %(tenant)s",
    ("stg_crm__sessions", "started_at does not exceed ended_at"): "update crm.sessions set ended_at = started_at - interval '1 hour' where id = %(call)s",
    ("stg_crm__sessions", "timeout_minutes is at least 1 and at most 1440"): "update crm.sessions set timeout_minutes = 0 where id = %(call)s",
    ("stg_crm__sessions", "status is active, ended, expired or manually_closed"): "update crm.sessions set status = 'odd' where id = %(call)s",
    ("stg_crm__sessions", "project_id leads to stg_core__projects"): "update crm.sessions set project_id = %(other)s where id = %(call)s",
    ("stg_crm__messages", "sent_at is not in the future"): "update crm.messages set at = now() + interval '3 days' where id = %(later)s",
    ("stg_crm__messages", "channel_type is waha"): "update crm.messages set channel_type = 'pigeon' where id = %(later)s",
    ("stg_crm__messages", "session_id leads to stg_crm__sessions"): "update crm.messages set session_id = %(other)s where id = %(later)s",
    ("stg_crm__contacts", "name is there"): "update crm.contacts set name = null where id = %(ana)s",
    ("stg_crm__contacts", "merged_into leads to stg_crm__contacts"): "update crm.contacts set merged_into = %(other)s where id = %(merged)s",
    ("stg_crm__chats", "chat_type is group or individual"): "update crm.chats set type = 'odd' where id = %(group)s",
    ("stg_crm__enrichments", "cost_micros is at least 0"): "update crm.enrichments set cost_micros = -1 where message_id = %(question)s and model_version = '1'",
}  # fmt: skip
"""A promise of a view, and what breaks it."""


TABLES = ("crm.sessions", "crm.messages", "crm.contacts", "crm.chats", "crm.enrichments", "core.outbox")


@pytest.fixture
def spoiled(admin, shops):
    """The first shop with rows that break promises; taken back by calling it."""
    shop = shops[0]
    admin.execute("alter table crm.contacts alter column name drop not null")
    admin.execute("set session_replication_role = replica")  # past what Postgres itself would refuse
    for table in TABLES:
        admin.execute(f"create temp table kept_{table.partition('.')[2]} as select * from {table}")
    for statement in filter(None, PLANTED.values()):
        assert admin.execute(statement, {**vars(shop), "other": uuid4()}).rowcount > 0

    def mend():
        for table in TABLES:
            admin.execute(f"delete from {table}")
            admin.execute(f"insert into {table} overriding system value select * from kept_{table.partition('.')[2]}")

    return mend


async def test_whatever_breaks_a_promise_is_found_and_released_when_it_is_mended(
    look, built, spoiled, admin, shops, broken, settings, tmp_path
):
    shop, rows = shops[0], count(admin)
    verdict = await look()
    found = await broken(shop)
    assert {(suite, what) for suite, _, what in found} == PLANTED.keys()
    assert ("stg_crm__sessions", str(shop.talk), "message_count is not negative") in found
    assert ("stg_crm__enrichments", f"{shop.question}/sentiment/centroid/seeds/1", "cost_micros is at least 0") in found
    assert (verdict.quarantined, verdict.violations()) == (len(found), len(found))
    assert quality(settings)[0].violations == len(found)
    assert count(admin) == rows

    again = await look()
    assert (again.quarantined, again.released, again.violations()) == (0, 0, len(found))
    neighbours = await look(tenants=[shops[1].tenant])
    assert (neighbours.violations(), neighbours.released, await broken(shops[1])) == (0, 0, set())

    told = page.write(verdict, tmp_path).read_text() + str(verdict)
    assert str(shop.talk) in told
    assert [one for one in (SECRET_TEXT, SECRET_PHONE, "Ana of", "Olá", "Shop", "pigeon") if one in told] == []

    spoiled()
    assert (await look()).released == len(found)
    assert await broken(shop) == set()


def count(admin):
    return [admin.execute(f"select count(*) from {table}").fetchone() for table in TABLES]


async def test_rows_that_did_not_change_since_are_left_out(look, built):
    assert (await look(since=datetime.now(UTC) + timedelta(hours=1))).rows["staging"] == 0
