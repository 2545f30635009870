import fcntl
import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from psycopg.rows import dict_row
from pydantic import SecretStr

from api.cli.marts import metrics, semantic_models
from contracts.errors import Unavailable
from memory.core.mart import read_mart
from pipelines import analytics
from pipelines.analytics import PROJECT, AlreadyBuilding, MartsNotBuilt, build, document, freshness

MORNING = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
MARTS = sorted(file.stem for file in (PROJECT / "models/marts").rglob("*.sql"))
SOURCES = {
    "dim_channels": "crm.channels",
    "dim_contacts": "crm.contacts",
    "fct_conversations": "crm.chats",
    "fct_enrichments": "crm.enrichments",
    "fct_events": "core.outbox",
    "fct_messages": "crm.messages",
    "fct_sessions": "crm.sessions",
}


def one(admin, mart, key, value):
    with admin.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"select * from analytics.{mart} where {key} = %s", (value,)).fetchone()


def test_every_model_is_built_and_every_test_of_it_holds(built):
    assert {result.name for result in built if result.kind == "model"} >= set(MARTS)
    assert sum(result.kind in ("test", "unit_test") for result in built) > 120
    assert all(result.well for result in built)


@pytest.mark.parametrize("mart,source", SOURCES.items())
def test_a_mart_has_as_many_rows_as_were_recorded_of_each_tenant(built, admin, mart, source):
    count = "select tenant_id, count(*) from {} group by 1 order by 1"
    rows = admin.execute(count.format(f"analytics.{mart}")).fetchall()
    assert len(rows) == 2
    assert rows == admin.execute(count.format(source)).fetchall()


def test_a_message_is_told_with_its_people_places_and_newest_mood(built, shops, admin):
    _, shop = shops
    told = one(admin, "fct_messages", "message_id", shop.question)
    expected = {
        "tenant_id": shop.tenant,
        "project_name": "Bruma sells",
        "channel_name": "Shop",
        "chat_type": "individual",
        "contact_id": shop.ana,
        "session_id": shop.talk,
        "direction": "inbound",
        "text_length": 22,
        "sentiment": "negative",
        "sentiment_score": -0.25,
    }
    assert {name: told[name] for name in expected} == expected


def test_a_session_without_an_answer_says_so(built, shops, admin):
    for shop in shops:
        assert one(admin, "fct_sessions", "session_id", shop.talk)["is_answered"] is True
        assert one(admin, "fct_sessions", "session_id", shop.call)["is_answered"] is False


def test_a_conversation_is_told_in_one_row(built, shops, admin):
    _, shop = shops
    told = one(admin, "fct_conversations", "chat_id", shop.chat)
    expected = {
        "tenant_id": shop.tenant,
        "link": f"/api/v1/crm/chats/{shop.chat}",
        "channel_name": "Shop",
        "contact_id": shop.ana,
        "message_count": 3,
        "messages_from_agent": 1,
        "session_count": 2,
        "reopened_count": 1,
        "resolved_at": MORNING + timedelta(days=1, minutes=35),
        "first_response_seconds": 300,
        "average_response_seconds": 300,
        "is_waiting": True,
        "waiting_since": MORNING + timedelta(days=1),
        "average_sentiment_score": -0.25,
        "last_sentiment": "negative",
    }
    assert {name: told[name] for name in expected} == expected


def test_the_days_add_up_to_what_happened_on_them(built, shops, admin):
    for shop in shops:
        days = admin.execute(
            "select dates.date_day, coalesce(daily.messages, 0) from analytics.dim_dates as dates"
            " left join analytics.agg_daily_messages as daily using (tenant_id, date_day)"
            " where tenant_id = %s order by 1",
            (shop.tenant,),
        ).fetchall()
        assert days[:2] == [(MORNING.date(), 3), (MORNING.date() + timedelta(days=1), 1)]
        assert sum(number for _, number in days) == 4


def test_a_merged_contact_is_kept_and_names_who_it_turned_out_to_be(built, shops, admin):
    for shop in shops:
        merged = one(admin, "dim_contacts", "contact_id", shop.merged)
        assert (merged["is_deleted"], merged["merged_into"]) == (True, shop.ana)


@pytest.mark.parametrize("mart", MARTS)
def test_no_mart_holds_a_text_or_a_phone_number(built, admin, mart):
    rows = " ".join(row[0] for row in admin.execute(f"select mart::text from analytics.{mart} mart"))
    assert "cofre" not in rows
    assert "+55" not in rows


@pytest.mark.parametrize("mart,key", [("fct_messages", "message_id"), ("dim_contacts", "contact_id")])
def test_every_tenant_is_written_in_a_transaction_of_its_own(built, admin, mart, key):
    by = admin.execute(f"select count(distinct xmin::text), count(distinct tenant_id) from analytics.{mart}").fetchone()
    assert by == (2, 2)


def test_the_columns_are_explained_in_the_database(built, admin):
    (missing,) = admin.execute(
        "select array_agg(attrelid::regclass || '.' || attname) from pg_attribute join pg_class c on c.oid = attrelid"
        " where relnamespace = 'analytics'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped"
        " and col_description(attrelid, attnum) is null"
    ).fetchone()
    assert missing is None


def test_the_operator_is_shown_the_rows_of_the_tenant_that_was_named(built, shops, settings):
    for shop in shops:
        assert [
            row["name"] for row in read_mart(settings, "dim_contacts", shop.tenant, 10) if not row["is_deleted"]
        ] == [f"Ana of {shop.name}"]
    assert len(read_mart(settings, "fct_messages", shops[0].tenant, 3)) == 3


def test_a_calendar_is_shown_from_its_newest_day(built, shops, settings):
    days = [row["date_day"] for row in read_mart(settings, "dim_dates", shops[0].tenant, 3)]
    assert days == [MORNING.date() + timedelta(days=1), MORNING.date()]


def test_the_builder_may_not_read_what_a_channel_keeps_sealed(built, admin):
    may = "select has_column_privilege('ventros_transform', 'crm.channels', column_name, 'select')"
    columns = admin.execute(
        f"select column_name from information_schema.columns where table_schema = 'crm' and table_name = 'channels'"
        f" and ({may})"
    ).fetchall()
    assert ("name",) in columns
    assert not {("config_sealed",), ("secret_sealed",)} & set(columns)


def test_a_promise_that_is_broken_fails_the_build_and_is_named(built, settings, shops, admin):
    duration = "update analytics.fct_sessions set duration_seconds = %s where session_id = %s"
    admin.execute(duration, (-1, shops[0].talk))
    with pytest.raises(MartsNotBuilt, match=r"1 of 1 failed.*\n.*test a_session_goes_forward_in_time: fail"):
        build(settings, select=["a_session_goes_forward_in_time"])
    admin.execute(duration, (300, shops[0].talk))


def test_a_misspelt_name_is_not_taken_for_success(settings):
    with pytest.raises(MartsNotBuilt, match="called fct_mesages"):
        build(settings, select=["fct_mesages"])


def test_what_dbt_cannot_read_is_told_in_its_words(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(analytics, "PROJECT", tmp_path)
    (tmp_path / "dbt_project.yml").write_text("name: [")
    said = []
    with pytest.raises(MartsNotBuilt, match=r"did not come to building the marts\. .*\n(.*\n)*.*Syntax error"):
        build(settings, say=said.append)
    assert any("Syntax error" in line for line in said)


def test_without_a_checkout_nothing_is_tried(settings, tmp_path, monkeypatch):
    monkeypatch.setattr(analytics, "PROJECT", tmp_path / "nowhere")
    with pytest.raises(MartsNotBuilt, match="from a checkout"):
        build(settings)


def test_two_builds_never_write_the_same_files(settings):
    folder = settings.data_dir / "dbt"
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(AlreadyBuilding):
            build(settings)


def test_a_database_that_does_not_let_the_builder_in_is_named(settings):
    stranger = settings.model_copy(update={"transform_password": SecretStr("wrong")})
    with pytest.raises(Unavailable, match="does not let transform in"):
        build(stranger)


AGGREGATED = {
    "average": "avg({})",
    "count": "count({})",
    "count_distinct": "count(distinct {})",
    "median": "percentile_cont(0.5) within group (order by {})",
    "sum": "sum({})",
}


def measured(admin):
    """Every measure of the semantic layer, asked of its mart."""
    found = {}
    for model in semantic_models():
        mart = model["model"].split("'")[1]
        for one in model["measures"]:
            asked = AGGREGATED[one["agg"]].format(one.get("expr", one["name"]))
            (found[one["name"]],) = admin.execute(f"select {asked} from analytics.{mart}").fetchone()
    return found


def test_the_metrics_are_those_that_people_ask_for_and_count_what_happened(built, admin, settings):
    values = measured(admin)
    manifest = json.loads((settings.data_dir / "dbt/target/semantic_manifest.json").read_text())
    assert {one["name"] for one in manifest["metrics"]} == {one["name"] for one in metrics()}
    expected = {
        "messages": 8,
        "messages_from_contact": 4,
        "sessions": 4,
        "answered_sessions": 2,
        "average_first_response_seconds": 300,
        "average_response_seconds": 300,
        "open_waits": 2,
        "median_resolution_seconds": 300,
        "average_sentiment_score": -0.25,
        "negative_messages": 2,
        "enrichments": 4,
        "cost_usd": 0,
    }
    assert {name: values[name] for name in expected} == expected


def test_what_a_metric_can_be_cut_by_is_a_column(built, admin):
    for model in semantic_models():
        names = [one.get("expr", one["name"]) for one in [*model["dimensions"], *model["entities"]]]
        admin.execute(f"select {', '.join(names)} from analytics.{model['model'].split(chr(39))[1]}")


def test_the_page_about_the_marts_is_one_file_that_asks_nobody_for_anything(built, settings):
    page = document(settings).read_text()
    assert not re.search(r'<script[^>]*src="|<link[^>]*href="https?:', page)
    assert {mart for mart in MARTS if f'"model.ventros.{mart}' not in page} == set()


def test_a_source_that_has_been_silent_for_long_is_named(built, settings, admin):
    admin.execute("update crm.enrichments set created_at = now() - interval '2 days'")
    admin.execute("update crm.messages set created_at = now()")
    known = {one.name: one for one in freshness(settings)}
    assert sorted(known) == ["core.outbox", "crm.enrichments", "crm.messages", "crm.sessions"]
    assert [known[name].fresh for name in ("crm.messages", "crm.enrichments")] == [True, False]
    assert known["crm.messages"].newest > known["crm.enrichments"].newest
