"""Whoever asks the lake sees the own tenant's records, as far as the credential goes, and reaches nothing else."""

from contextlib import suppress
from dataclasses import replace

import duckdb
import pyarrow.parquet as pq
import pytest

from contracts.core.permission import ProjectRole
from contracts.errors import Forbidden, Invalid
from contracts.event import CATALOGUE
from contracts.topics import TOPICS
from memory.core.tenant import create_tenant
from pipelines.lake.export import export_topic
from pipelines.lake.query import ask, opened
from pipelines.lake.store import FileMissing

from .conftest import Stream


@pytest.fixture
async def asked(stream):
    """`asked(sql)`: the rows, as an admin of the tenant sees them; more words say who asks instead."""

    async def answer(sql, **who):
        with opened(await stream.seen(**who), stream.store) as lake:
            return ask(lake, sql).rows

    return answer


async def test_an_event_is_a_view_with_the_columns_of_its_payload(stream, asked, days):
    said = {"message_id": "5", "text": "Olá 🙂", "from_me": False, "created_at": days(0).isoformat()}
    await stream.archive([stream.told("message.created", said), stream.told("message.read", {"read_at": "nonsense"})])
    assert await asked("select text, from_me, created_at from message_created") == [("Olá 🙂", False, days(0))]
    assert await asked("select read_at from message_read") == [(None,)]
    assert await asked("select type, count(*) from crm_message group by 1 order by 1") == [
        ("message.created", 1),
        ("message.read", 1),
    ]


async def test_a_payload_that_is_no_json_stops_nobody_who_asks_for_the_others(stream, asked):
    odd = replace(stream.told("message.created", {}), value=b"\xffodd")
    await stream.archive([odd, stream.told("message.created", {"text": "Olá"})])
    assert sorted(await asked("select text is null, text from message_created")) == [(False, "Olá"), (True, None)]


async def test_every_topic_and_event_has_its_view_in_an_empty_lake_too(stream):
    with opened(await stream.seen(), stream.store) as lake:
        views = {name for (name,) in ask(lake, "select view_name from duckdb_views() where not internal").rows}
        assert views == {name.replace(".", "_") for name in [*TOPICS, *CATALOGUE]}
        for view in views:
            assert ask(lake, f"select * from {view}").rows == []


async def test_a_webhook_is_there_as_it_came(stream, asked):
    await stream.archive([stream.webhook(b"\x00odd")])
    assert await asked("select data, headers['channeltype'] from raw_inbound") == [(b"\x00odd", "waha")]


async def test_what_the_broker_told_twice_is_seen_once(stream, asked):
    event = stream.told("message.read", {}, ce_id="11111111-1111-4111-8111-111111111111")
    again = stream.told("message.read", {}, ce_id="11111111-1111-4111-8111-111111111111")
    await stream.archive([event], [again])
    assert await asked("select count(*) from crm_message") == [(1,)]


async def test_what_the_role_may_not_see_is_not_decrypted_by_any_way(stream, asked):
    await stream.archive([stream.told("channel.created", {"name": "geheim"}, topic="crm.channel")])
    scopes = ("analytics.view", "messages.view")
    assert await asked("select data from crm_channel", scopes=scopes) == [(None,)]
    path = f"{stream.store.folder}/{(await stream.files())[0].path}"
    for topic in ("crm.channel", "crm.message"):
        direct = f"select opened('{topic}', id, key_id, data) from read_parquet('{path}')"
        if topic == "crm.message":  # the row says that it is of another topic than it is
            with pytest.raises(Invalid, match="does not open"):
                await asked(direct, scopes=scopes)
        else:
            assert await asked(direct, scopes=scopes) == [(None,)]
    assert await asked("select name from channel_created") == [("geheim",)]


async def test_without_analytics_nobody_sees_a_lake(stream):
    with pytest.raises(Forbidden, match=r"analytics\.view"):
        await stream.seen(ProjectRole.AGENT)


ONE_WALL = {
    "attach ':memory:' as other", "create table t as select 1", "pragma enable_object_cache", "call pragma_version()",
    "select 1; select 2", "", "create or replace view crm_message as select 1", "drop view crm_message",
    "copy (select 1) to '{own}/x.csv'", "export database '{own}'",
}  # fmt: skip
"""What only the first wall refuses: the second lets change what is in memory, and what is the tenant's own."""

ATTEMPTS = [
    "select * from read_parquet('{other}')",
    "select * from read_parquet('{root}/*/*/*/*.parquet')",
    "select * from read_parquet('{own}/../../../{relative}')",
    "select * from read_text('/etc/passwd')",
    "select * from read_csv('/etc/passwd')",
    "select * from glob('/*')",
    "select * from '{other}'",
    "attach '{root}/x.db'",
    "attach ':memory:' as other",
    "copy (select 1) to '{own}/x.csv'",
    "copy (select 1) to '/tmp/ventros-x.csv'",
    "export database '{own}'",
    "set enable_external_access = true",
    "set allowed_directories = ['/']",
    "reset enable_external_access",
    "set lock_configuration = false",
    "pragma enable_object_cache",
    "install httpfs",
    "load httpfs",
    "create table t as select 1",
    "create or replace view crm_message as select 1",
    "drop view crm_message",
    "call pragma_version()",
    "select 1; select 2",
    "select * from read_parquet('https://example.com/x.parquet')",
    "select * from read_parquet('s3://bucket/x.parquet')",
    "",
]


async def test_nothing_outside_the_tenants_files_can_be_read_written_or_changed(settings, db, stream, store):
    other = Stream(settings, db, store, await create_tenant(settings, "Other"))
    await other.archive([other.told("message.created", {"text": "of another"})])
    await stream.archive([stream.told("message.created", {"text": "own"})])
    (theirs,), (ours,) = await other.files(), await stream.files()
    places = {
        "other": f"{store.folder}/{theirs.path}", "relative": theirs.path, "root": store.folder,
        "own": f"{store.folder}/{ours.path.rpartition('/')[0]}",
    }  # fmt: skip
    walls = [], []
    with opened(await stream.seen(), store) as lake:
        for attempt in ATTEMPTS:
            with suppress(Invalid):
                walls[0].append((attempt, ask(lake, attempt.format(**places))))
            if attempt not in ONE_WALL:
                with suppress(duckdb.Error):
                    walls[1].append((attempt, lake.execute(attempt.format(**places)).fetchall()))
        assert walls == ([], [])
        assert ask(lake, "select text from message_created").rows == [("own",)]


async def test_a_question_that_takes_too_long_is_given_up(stream):
    with opened(await stream.seen(), stream.store) as lake, pytest.raises(Invalid, match="took more than"):
        ask(lake, "select count(*) from range(10000000000) a, range(1000) b", seconds=0.2)


async def test_an_answer_is_cut_at_its_limit_and_says_so(stream):
    with opened(await stream.seen(), stream.store) as lake:
        answer = ask(lake, "select * from range(5)", limit=3)
    assert (len(answer.rows), answer.more) == (3, True)


async def test_an_export_is_decrypted_and_in_the_order_in_which_it_came(stream, days, tmp_path):
    await stream.archive([stream.told("message.created", {"text": str(n)}, at=days(n)) for n in (2, 0, 1)])
    with opened(await stream.seen(), stream.store) as lake:
        assert export_topic(lake, "crm.message", tmp_path / "out.parquet") == 3
    rows = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["data"] for row in rows] == [b'{"text":"0"}', b'{"text":"1"}', b'{"text":"2"}']


async def test_a_file_that_is_missing_is_said_in_plain_words(stream, asked):
    await stream.archive([stream.told("message.read", {})])
    stream.store.delete((await stream.files())[0].path)
    with pytest.raises(FileMissing, match="ventros lake verify"):
        await asked("select 1")
