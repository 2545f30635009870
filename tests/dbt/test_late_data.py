"""What comes late, changes or goes reaches every mart as if all had been there from the beginning."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from pipelines.analytics import PROJECT, build

MORNING = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MARTS = sorted(file.stem for file in (PROJECT / "models/marts").rglob("*.sql"))


def one(admin, mart, key, value):
    with admin.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"select * from analytics.{mart} where {key} = %s", (value,)).fetchone()


def written(admin, mart, key):
    """Which transaction wrote each row."""
    return dict(admin.execute(f"select {key}, xmin::text from analytics.{mart}").fetchall())


def everything(admin):
    """All rows of all marts."""
    return {mart: sorted(admin.execute(f"select mart::text from analytics.{mart} as mart")) for mart in MARTS}


def versions(admin, contact_id):
    return admin.execute(
        "select name, valid_from, valid_to, is_current from analytics.dim_contacts where contact_id = %s"
        " order by version_number",
        (contact_id,),
    ).fetchall()


def copied(admin, message_id, **changes):
    """A message like another one."""
    changed = {"id": str(uuid4()), "provider_id": str(uuid4())} | changes
    admin.execute(
        "insert into crm.messages select (jsonb_populate_record(m, %s)).* from crm.messages m where id = %s",
        (Jsonb(changed), message_id),
    )
    return UUID(changed["id"])


def ask_earlier(admin, shop):
    """A question of ten minutes before the first one, of which we hear only now; the session has counted it."""
    earlier = MORNING - timedelta(minutes=10)
    late = copied(admin, shop.question, at=earlier.isoformat(), created_at=datetime.now(UTC).isoformat())
    admin.execute(
        "update crm.sessions set started_at = %(at)s, first_contact_message_at = %(at)s, message_count = 3,"
        " messages_from_contact = 2, duration_seconds = 900, agent_response_time_seconds = 900, updated_at = now()"
        " where id = %(id)s",
        {"at": earlier, "id": shop.talk},
    )
    admin.execute("update crm.contacts set first_interaction_at = %s where id = %s", (earlier, shop.ana))
    return late


def forget(admin, shop):
    """An event of a week ago leaves the outbox, and a person is erased."""
    (event,) = admin.execute("delete from core.outbox where tenant_id = %s returning event_id", (shop.tenant,)).fetchone()
    admin.execute("delete from crm.contacts where id = %s", (shop.merged,))
    return event


@pytest.fixture(scope="module")
def news(built, shops, settings):
    """What the second build finds, by name."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        shop, _ = shops
        found = {"before": written(admin, "fct_messages", "message_id"), "late": ask_earlier(admin, shop)}
        admin.execute("update crm.messages set status = 'read' where id = %s", (shop.question,))
        found["added"] = copied(admin, shop.in_group)
        admin.execute("delete from crm.messages where id = %s", (shop.in_group,))
        admin.execute("update crm.contacts set name = 'Ana Lima', updated_at = now() where id = %s", (shop.ana,))
        found["forgotten"] = forget(admin, shop)
        admin.execute("alter table analytics.dim_channels drop column status")
    build(settings)
    return found


@pytest.fixture(scope="module")
def compared(news, settings):
    """All marts after that build, and after another that made them anew."""
    with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
        grown = everything(admin)
        build(settings, full_refresh=True, select=["marts"])
        return grown, everything(admin)


def test_a_build_writes_what_changed_and_nothing_else(news, shops, admin):
    shop, _ = shops
    before, after = news["before"], written(admin, "fct_messages", "message_id")
    assert {key for key in after if after[key] != before.get(key)} == {shop.question, news["late"], news["added"]}
    assert before.keys() - after.keys() == {shop.in_group}
    assert one(admin, "fct_messages", "message_id", shop.question)["status"] == "read"


def test_a_mart_that_lost_its_contract_is_made_anew_with_its_fence(news, shops, admin):
    assert one(admin, "dim_channels", "channel_id", shops[1].channel)["status"] == "inactive"
    fenced = "select relrowsecurity from pg_class where oid = 'analytics.dim_channels'::regclass"
    assert admin.execute(fenced).fetchone() == (True,)


def test_a_late_question_is_the_one_that_waited(news, shops, admin):
    shop, other = shops
    waits = "select message_id, response_seconds from analytics.fct_response_times where session_id = %s"
    assert admin.execute(waits, (shop.talk,)).fetchall() == [(news["late"], 900)]
    assert admin.execute(waits, (other.talk,)).fetchall() == [(other.question, 300)]
    assert one(admin, "fct_conversations", "chat_id", shop.chat)["first_response_seconds"] == 900
    daily = "select average_first_response_seconds, messages from analytics.agg_daily_sessions where tenant_id = %s"
    assert (900, 3) in admin.execute(daily, (shop.tenant,)).fetchall()


def test_who_changes_has_a_version_for_each_time(news, shops, admin):
    shop, other = shops
    (first, second) = versions(admin, shop.ana)
    assert first[:2] == ("Ana of Orla", MORNING - timedelta(minutes=10))
    assert second == ("Ana Lima", first[2], None, True)
    assert first[3] is False
    assert [(row[0], row[2]) for row in versions(admin, other.ana)] == [("Ana of Bruma", None)]


def test_who_was_erased_is_a_version_that_ended_and_no_name_anywhere(news, shops, admin):
    shop, other = shops
    ((name, began, ended, current),) = versions(admin, shop.merged)
    assert (name, current) == (None, False)
    assert began < ended
    kept = admin.execute("select contact_id from analytics_history.snapshot_contacts where name = 'Aninha'").fetchall()
    assert kept == [(other.merged,)]


def test_an_event_that_the_outbox_let_go_of_is_kept_also_when_its_mart_is_made_anew(compared, news, shops, admin):
    known = one(admin, "fct_events", "event_id", news["forgotten"])
    assert (known["tenant_id"], known["event_type"]) == (shops[0].tenant, "message.created")
    assert admin.execute("select count(*) from analytics.fct_events").fetchone() == (2,)


@pytest.mark.parametrize("mart", MARTS)
def test_after_late_data_a_mart_is_what_it_is_when_made_anew(compared, mart):
    grown, anew = compared
    assert anew[mart]
    assert grown[mart] == anew[mart]
