import fcntl
from uuid import uuid4

import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from pydantic import SecretStr

from contracts.errors import Unavailable
from memory.core.mart import read_mart
from pipelines import analytics
from pipelines.analytics import AlreadyBuilding, MartsNotBuilt, build

MARTS = {"fct_messages": "crm.messages", "fct_sessions": "crm.sessions", "dim_contacts": "crm.contacts"}


def one(admin, mart, key, value):
    with admin.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(f"select * from analytics.{mart} where {key} = %s", (value,)).fetchone()


def written(admin, mart, key):
    """Which transaction wrote each row."""
    return dict(admin.execute(f"select {key}, xmin::text from analytics.{mart}").fetchall())


def test_every_model_is_built_and_every_test_of_it_holds(built):
    assert {result.name for result in built if result.kind == "model"} > set(MARTS)
    assert sum(result.kind in ("test", "unit_test") for result in built) > 40
    assert all(result.well for result in built)


@pytest.mark.parametrize("mart,source", MARTS.items())
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
    with pytest.raises(MartsNotBuilt, match=r"did not come to building the marts:\n(.*\n)*.*Syntax error"):
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


def test_a_build_writes_what_changed_and_makes_anew_what_lost_its_contract(built, settings, shops, admin):
    shop, other = shops
    before, added = written(admin, "fct_messages", "message_id"), uuid4()
    admin.execute("update crm.messages set status = 'read' where id = %s", (shop.question,))
    changed = {"id": str(added), "provider_id": "new"}
    admin.execute(
        "insert into crm.messages select (jsonb_populate_record(m, %s)).* from crm.messages m where id = %s",
        (Jsonb(changed), shop.in_group),
    )
    admin.execute("delete from crm.messages where id = %s", (shop.in_group,))
    admin.execute("alter table analytics.dim_contacts drop column tags")

    build(settings, select=["fct_messages", "dim_contacts"])

    after = written(admin, "fct_messages", "message_id")
    assert {key for key in after if after[key] != before.get(key)} == {shop.question, added}
    assert before.keys() - after.keys() == {shop.in_group}
    assert one(admin, "fct_messages", "message_id", shop.question)["status"] == "read"
    assert one(admin, "dim_contacts", "contact_id", other.ana)["tags"] == ["vip"]
    fenced = "select relrowsecurity from pg_class where oid = 'analytics.dim_contacts'::regclass"
    assert admin.execute(fenced).fetchone() == (True,)
