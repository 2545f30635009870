"""A proof that cannot fail proves nothing: whatever is taken away, added or changed is seen."""

import asyncio

import psycopg
import pytest

from api.demo.comparison import compare
from api.demo.stage import prepare
from api.demo.undisturbed import record_undisturbed, second_database
from pipelines.demo import expected

ONE = "(select id from crm.messages where text is not null and session_id is not null order by id limit 1)"
TOLD_AGAIN = """
insert into core.outbox (tenant_id, event_id, topic, key, headers, data)
select tenant_id, event_id, topic, key, headers, data from core.outbox
where headers::text like '%"message.created"%' limit 1"""
BURIED = """
insert into core.dead_letters (tenant_id, id, flow, cluster_id, topic, partition, "offset", key, headers, data,
  error_class, error, code_version)
select id, gen_random_uuid(), 'inbound', '', 'raw.inbound', 0, 0, '', '{}', '', '', '', '' from core.tenants"""


@pytest.fixture(scope="module")
def played(settings, webhooks, run):
    """Settings of two databases that took the same webhooks, and the stages."""
    with second_database(settings) as one:
        stages = run(prepare(one))
        run(record_undisturbed(one, stages, webhooks))
        with second_database(one) as other:
            yield one, other, stages


@pytest.fixture(scope="module")
def run():
    with asyncio.Runner() as runner:
        yield runner.run


@pytest.fixture
def altered(played, webhooks):
    """`await altered(statement)`: the comparison after one of the databases was altered; then it is as before."""
    one, other, stages = played
    with second_database(one) as copy:

        async def after(*statements):
            with psycopg.connect(copy.dsn("admin"), autocommit=True) as admin:
                admin.execute("set session_replication_role = replica")
                for statement in statements:
                    admin.execute(statement)
            return await compare(copy, other, stages, expected(webhooks))

        yield after


async def test_the_same_webhooks_make_the_same_tables(altered):
    found = await altered("select 1")
    assert found.flawless
    assert found.messages > 100


@pytest.mark.parametrize(
    "statement, broken",
    [
        (f"delete from crm.messages where id = {ONE}", "lost"),
        (f"update crm.messages set id = gen_random_uuid() where id = {ONE}", "doubled"),
        (TOLD_AGAIN, "doubled"),
        (f"update crm.messages set status = 'failed' where id = {ONE}", "out_of_order"),
        (f"update crm.messages set text = text || '!' where id = {ONE}", "out_of_order"),
        (f"update crm.messages set session_id = null where id = {ONE}", "out_of_order"),
        (f"update crm.messages set contact_id = null where id = {ONE}", "out_of_order"),
        ("update crm.sessions set started_at = started_at - interval '1 s'", "out_of_order"),
        ("delete from crm.message_reactions", "out_of_order"),
        ("delete from crm.message_edits", "out_of_order"),
        ("update crm.messages set revoked_at = null where revoked_at is not null", "out_of_order"),
        ("delete from crm.contacts where id in (select id from crm.contacts limit 1)", "miscounted"),
        (BURIED, "dead_letters"),
    ],
)
async def test_what_is_otherwise_is_seen(altered, statement, broken):
    found = await altered(statement)
    assert getattr(found, broken) > 0
    assert not found.flawless
