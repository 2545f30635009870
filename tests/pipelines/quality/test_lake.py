"""What the lake holds keeps what the contracts promise; what does not is named, and stays where it is."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID, uuid4

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.event import catalogue
from contracts.topics import TOPICS
from memory.core.lake import NAMING
from memory.core.quarantine import accept
from memory.core.tenant import create_tenant
from memory.sealed import Sealer
from pipelines.lake import rows
from pipelines.lake.query import ask, lake_of, opened
from pipelines.quality import events, look
from pipelines.quality import lake as quality_lake
from pipelines.quality.staging import views

from .conftest import CANARY, NOON, Lake


async def test_a_good_stream_of_every_event_breaks_nothing(lake):
    events = [lake.told(kind) for kind in catalogue()]
    await lake.archive(*events, lake.webhook())
    verdict = await lake.look()
    assert [
        (one.name, promise.what) for one in verdict.suites for promise in one.promises.values() if promise.broken
    ] == []
    assert verdict.violations() == 0
    assert verdict.rows["lake"] == len(events) + 1
    assert {suite.name for suite in verdict.suites if suite.rows} == catalogue().keys() | TOPICS.keys()
    assert await lake.broken(everything=True) == []


def far():
    return (NOON + timedelta(days=3)).isoformat()


PLANTED = {
    "the payload opens and is JSON": {"value": b"\xffno JSON"},
    "the payload is an object": {"value": b"[]"},
    "created_at is there": {"without": ["created_at"]},
    "from_me is of type boolean": {"from_me": "yes"},
    "contact_id is a uuid": {"contact_id": "nobody"},
    "created_at is a date-time": {"created_at": "2026-03-02T14:05:00"},
    "status is delivered, failed, played, queued, read or sent": {"status": "lost"},
    "ce_subject is message_id": {"headers": {"ce_subject": str(uuid4())}},
    "ce_subject is there": {"headers": {"ce_subject": None}},
    "ce_subject is a uuid": {"headers": {"ce_subject": "x"}},
    "ce_origin is door or flow": {"headers": {"ce_origin": "elsewhere"}},
    "ce_dataschema is message.created.v1": {"headers": {"ce_dataschema": "message.created.v9"}},
    "ce_aggregateversion is at least 1": {"headers": {"ce_aggregateversion": "0"}},
    "ce_time is there": {"headers": {"ce_time": "soon"}},
    "ce_time is not in the future": {"headers": {"ce_time": far()}},
    "ce_ingestedtime is there and not in the future": {"headers": {"ce_ingestedtime": None}},
    "row id is a uuid": {"headers": {"ce_id": "odd"}},
    "its type is one that crm.message has": {"headers": {"ce_type": "message.imagined"}},
    "duration is not negative": {"kind": "session.ended", "duration": -1},
    "started_at does not exceed ended_at": {"kind": "session.ended", "started_at": "2026-03-02T15:00:00Z"},
    "sentiment_score is at least -1 and at most 1": {"kind": "session.summarized", "sentiment_score": 1.5},
    "every item of absorbed_session_ids is as promised": {"kind": "session.joined", "absorbed_session_ids": ["x"]},
}
"""A promise, and what breaks it."""


async def test_whatever_breaks_a_promise_is_found_with_its_place_and_is_still_there(lake):
    planted = {what: lake.told(**wrong) for what, wrong in PLANTED.items()}
    good, webhook = lake.told(), lake.webhook(channelid="nowhere")
    await lake.archive(good, webhook, *planted.values())
    before = lake.ids()
    verdict = await lake.look()
    found = await lake.quarantined()
    for what, record in planted.items():
        (one,) = [one for one in found if (one.row_id, one.expectation) == (rows.identity(record), what)]
        (place,) = one.places
        assert (place["cluster"], place["partition"], place["offset"]) == (lake.cluster, 0, record.offset)
        assert place["file"] in {file.path for file in await lake.files()}
        assert one.suite in (record.headers["ce_type"], record.topic)
    assert rows.identity(good) not in {one.row_id for one in found}
    assert (rows.identity(webhook), "channelid is a uuid") in {(one.row_id, one.expectation) for one in found}
    assert lake.ids() == before
    assert verdict.quarantined == verdict.violations() == len(found)
    assert CANARY not in str(asdict(verdict)) + str([one.model_dump() for one in found])


async def test_one_id_with_two_contents_is_found_and_one_content_told_twice_is_not(lake):
    twice, other = str(uuid4()), str(uuid4())
    same = [lake.told(headers={"ce_id": other}) for _ in range(2)]
    await lake.archive(lake.told(headers={"ce_id": twice}), lake.told(headers={"ce_id": twice}, text="b"), *same)
    await lake.look()
    (one,) = await lake.quarantined()
    assert (one.row_id, one.expectation, len(one.places)) == (twice, "an id has one content", 2)


async def test_a_row_that_was_altered_is_found_and_stops_nobody(lake):
    await lake.archive(lake.told(headers={"ce_id": str(UUID(int=1))}), lake.told())
    (file,) = await lake.files()
    path = lake.store.folder / file.path
    table = rows.read_table(path.read_bytes()).to_pylist()
    table[0]["data"] = table[0]["data"][:-1] + b"!"
    path.write_bytes(rows.written(table))
    await lake.look()
    assert {row for row, _ in await lake.broken()} == {str(UUID(int=1))}
    assert (str(UUID(int=1)), "the payload opens and is JSON") in await lake.broken()


async def test_what_was_erased_is_promised_nothing(lake):
    await lake.archive(lake.told(status="lost"))
    await lake.look()
    assert len(await lake.broken()) == 1
    async with lake.db.tenant(lake.tenant_id) as tx:
        await tx.run("delete from core.lake_keys where tenant_id = %(tenant)s and id <> %(naming)s", naming=NAMING)
    assert (await lake.look()).released == 1
    assert await lake.broken() == []


async def test_looking_again_changes_nothing_and_what_is_right_again_is_released(lake, monkeypatch):
    await lake.archive(lake.told("session.ended", started_at="2026-03-02T15:00:00Z"))
    first = await lake.look()
    (before,) = await lake.quarantined()
    second = await lake.look()
    (after,) = await lake.quarantined()
    assert (first.quarantined, second.quarantined, second.released) == (1, 0, 0)
    assert first.violations() == second.violations() == 1
    assert after.model_dump(exclude={"seen_at"}) == before.model_dump(exclude={"seen_at"})
    monkeypatch.delitem(events.IN_ORDER, "session.ended")  # the rule was wrong, and is mended
    assert (await lake.look()).released == 1
    assert await lake.broken() == []
    (one,) = await lake.quarantined(everything=True)
    assert one.released_at
    assert not one.accepted


async def test_what_somebody_accepted_stays_released_and_is_no_violation(lake):
    await lake.archive(lake.told(status="lost"))
    await lake.look()
    (one,) = await lake.quarantined()
    async with lake.db.tenant(lake.tenant_id) as tx:
        assert await accept(tx, [one.id]) == 1
    verdict = await lake.look()
    assert (verdict.violations(), verdict.quarantined, verdict.released) == (0, 0, 0)
    (suite,) = [suite for suite in verdict.suites if suite.name == "message.created"]
    assert [(promise.broken, promise.accepted) for promise in suite.promises.values() if promise.broken] == [(1, 1)]
    assert await lake.broken() == []


async def test_a_look_at_what_is_new_leaves_the_old_alone(lake):
    await lake.archive(lake.told(status="lost"))
    await lake.look()
    verdict = await lake.look(since=NOON + timedelta(hours=1))
    assert (verdict.rows["lake"], verdict.violations(), verdict.released) == (0, 0, 0)
    assert len(await lake.broken()) == 1
    assert (await lake.look(since=NOON)).violations() == 1


async def test_rows_of_another_tenant_are_neither_looked_at_nor_shown(lake, settings, db):
    other = Lake(lake.settings, db, await create_tenant(settings, "Other"))
    await other.archive(other.told(status="lost"))
    await lake.archive(lake.told())
    verdict = await lake.look()
    assert (verdict.rows["lake"], verdict.violations()) == (1, 0)
    assert (await other.look()).violations() == 1
    assert await lake.broken() == []
    async with db.tenant(lake.tenant_id) as tx:
        assert await accept(tx, [one.id for one in await other.quarantined()]) == 0


async def test_whoever_asks_the_lake_sees_what_is_in_quarantine(lake):
    record = lake.told(status="lost")
    await lake.archive(record, lake.told())
    await lake.look()
    who = Principal(tenant_id=lake.tenant_id, subject="t", role=ProjectRole.ADMIN)
    async with lake.db.tenant(lake.tenant_id) as tx:
        seen = await lake_of(tx, who, Sealer.from_settings(lake.settings))
    with opened(seen, lake.store) as connection:
        assert ask(connection, "select id, suite, expectation from quarantined").rows == [
            (rows.identity(record), "message.created", "status is delivered, failed, played, queued, read or sent")
        ]
        well = "select count(*) from message_created where id not in (select id from quarantined)"
        assert ask(connection, well).rows == [(1,)]


async def test_many_rows_are_judged_in_parts_and_an_id_is_in_one_part(lake, monkeypatch):
    monkeypatch.setattr(quality_lake, "AT_ONCE", 7)
    monkeypatch.setattr(look, "AT_ONCE", 7)
    twice = str(uuid4())
    contents = [lake.told(headers={"ce_id": twice}, text=text) for text in "ab"]
    await lake.archive(contents[0], *(lake.told() for _ in range(40)), contents[1], lake.told(status="lost"))
    verdict = await lake.look()
    assert (verdict.rows["lake"], len(await lake.broken())) == (43, 2)
    assert (twice, "an id has one content") in await lake.broken()


async def test_marts_that_were_never_built_leave_nothing_to_look_at_and_that_is_said(lake):
    verdict = await lake.look(only="staging")
    assert (verdict.missing, verdict.rows) == (sorted(views()), {"staging": 0})
