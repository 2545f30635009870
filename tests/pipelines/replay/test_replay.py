"""A replay does what the flows do, beside what is live: it finds exactly what changed code makes otherwise."""

import asyncio
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipelines.providers import UnknownProvider
from pipelines.replay.difference import apply, difference
from pipelines.replay.plan import Plan

from .conftest import TODAY

LINES = ["Adorei, muito obrigada!", "Que horas vocês abrem?", "Péssimo, quero meu dinheiro de volta", "ok"]

_OTHERWISE = """
select message_id, kind, provider, model, model_version, content_hash, result from crm.enrichments
where tenant_id = %(tenant)s and kind = %(kind)s and provider = %(provider)s"""


async def test_with_the_code_that_is_live_nothing_is_otherwise(shop):
    await shop.say(*LINES, "Meu CPF é 529.982.247-25")
    found = await shop.replay(shop.plan())
    assert (found.compared, found.changes, found.moved_on) == ({"sentiment": 5, "entities": 5}, [], 0)


async def test_a_changed_provider_is_otherwise_exactly_where_it_says_something_else(shop, monkeypatch):
    """The cautious provider differs from the live one where the mood is not plain, which is drawn here by hand."""
    await shop.say(*LINES)
    plan = shop.plan(sentiment="cautious")
    live, cautious = (p.understanding(shop.settings).sentiment for p in (shop.plan(), plan))
    embedder = plan.understanding(shop.settings).embedder
    vectors = embedder.embed(LINES)
    expected = {
        line
        for line, one, other in zip(LINES, live.classify(vectors), cautious.classify(vectors), strict=True)
        if one != other
    }
    found = await shop.replay(plan)
    assert {change.text for change in found.changes} == expected
    assert expected
    assert expected != set(LINES)
    assert found.compared == {"sentiment": 4}
    assert sum(found.moods().values()) == len(expected)


async def test_what_is_applied_is_live_at_once_and_nobody_is_told(shop):
    await shop.say(*LINES)
    plan = shop.plan(sentiment="cautious")
    before = await shop.rows("select count(*) as n from core.outbox where tenant_id = %(tenant)s")

    async def bring(live, own, plan):
        found = await difference(live, own, plan)
        return len(found.changes), await apply(live, plan, found.changes), await difference(live, own, plan)

    wished, applied, left = await shop.replay(plan, bring)
    assert applied == wished > 0
    assert left.changes == []
    rows = await shop.rows(_OTHERWISE, kind="sentiment", provider="cautious")
    assert len(rows) == wished
    assert len(await shop.rows(_OTHERWISE, kind="sentiment", provider="centroid")) == len(LINES), "what was stays"
    assert await shop.rows("select count(*) as n from core.outbox where tenant_id = %(tenant)s") == before


async def test_until_it_is_applied_a_replay_changes_nothing_that_is_live(shop):
    await shop.say(*LINES)
    query = "select message_id, provider, result from crm.enrichments where tenant_id = %(tenant)s order by 1, 2"
    before = await shop.rows(query)
    await shop.replay(shop.plan(sentiment="cautious"))
    assert await shop.rows(query) == before


async def test_only_what_came_in_during_the_time_is_replayed(shop):
    await shop.say(*LINES)
    nothing = Plan(tenant_id=shop.tenant_id, since=TODAY - timedelta(days=1), until=TODAY, sentiment="cautious")
    assert (await shop.replay(nothing)).compared == {}


async def test_only_the_messages_of_the_channel_are_replayed(shop, tenant_id):
    await shop.say(*LINES)
    assert (await shop.replay(shop.plan(channel_id=shop.channel_id))).compared["sentiment"] == 4
    assert (await shop.replay(shop.plan(channel_id=tenant_id))).compared == {}


async def test_a_message_that_says_something_else_by_now_is_left_out(shop):
    await shop.say(*LINES)
    plan = shop.plan(sentiment="cautious")

    async def meanwhile(live, own, plan):
        await shop.edit("M1", "Mudei de ideia")
        return await difference(live, own, plan)

    found = await shop.replay(plan, meanwhile)
    assert found.moved_on == 1
    assert LINES[0] not in {change.text for change in found.changes}


async def test_what_names_nothing_any_more_is_otherwise_too_and_can_be_applied(shop, monkeypatch):
    """The changed code is the plan's own: a provider under the same name and version that finds nothing."""
    await shop.say("Meu CPF é 529.982.247-25", "Bom dia")
    monkeypatch.setattr("pipelines.providers.entities.rules.RuleEntities.extract", lambda *_: [])

    async def bring(live, own, plan):
        found = await difference(live, own, plan)
        await apply(live, plan, found.changes)
        return found

    found = await shop.replay(shop.plan(entities="rules"), bring)
    assert [(change.text, change.after.result) for change in found.changes] == [
        ("Meu CPF é 529.982.247-25", {"entities": []})
    ]
    (row,) = await shop.rows(_OTHERWISE, kind="entities", provider="rules")
    assert row["result"] == {"entities": []}


async def test_vectors_that_are_remembered_are_not_computed_again(shop, monkeypatch):
    await shop.say(*LINES)
    asked = []
    from pipelines.providers.embedding.hashing import Hashing

    embed = Hashing.embed
    monkeypatch.setattr(Hashing, "embed", lambda self, texts: asked.extend(texts) or embed(self, texts))
    await shop.replay(shop.plan(sentiment="cautious"))
    assert set(asked) & set(LINES) == set()


REPLAYER = """
import asyncio, os, signal, sys
sys.path.insert(0, sys.argv[1])
import pipelines.replay.enriching as enriching
from api.cli.replay import replayed
from contracts.settings import Settings
from pipelines.replay.plan import Plan

enriching.BATCH = 10
stop = int(sys.argv[3])

def told(done, of):
    print(done, flush=True)
    if stop and done >= stop:
        os.kill(os.getpid(), signal.SIGKILL)

found, _ = asyncio.run(replayed(Settings(), Plan.model_validate_json(sys.argv[2]), told, live=False))
print(dict(found.compared), len(found.changes), flush=True)
"""


async def test_a_replay_that_is_killed_goes_on_where_it_was_and_finds_the_same(shop, environment, monkeypatch):
    await shop.say(*(f"{LINES[number % 4]} {number}" for number in range(60)))
    plan = shop.plan(sentiment="cautious")
    for name, value in (("DATA_DIR", shop.settings.data_dir), ("LAKE", shop.settings.lake), ("EMBEDDER", "hashing")):
        monkeypatch.setenv(f"VENTROS_{name}", str(value))
    monkeypatch.setenv("VENTROS_ENCRYPTION_KEYS", (keys_of(shop)))

    def run(stop):
        root = str(Path(__file__).parents[3])
        done = subprocess.run(
            [sys.executable, "-c", REPLAYER, root, plan.model_dump_json(), str(stop)], capture_output=True, text=True,
            check=False, env=dict(os.environ),
        )  # fmt: skip
        assert done.returncode == (-9 if stop else 0), done.stderr
        return done.stdout.split("\n")[:-1]

    first, second, third = [await asyncio.to_thread(run, stop) for stop in (20, 40, 0)]
    assert (int(first[0]), int(second[0]) >= 20, int(third[0]) >= 40) == (0, True, True)
    undisturbed = await shop.replay(shop.plan(sentiment="cautious", channel_id=shop.channel_id))
    assert third[-1] == f"{dict(undisturbed.compared)} {len(undisturbed.changes)}"


def keys_of(shop):
    return (shop.key_folder / "keys" / "encryption.key").read_text().strip()


@pytest.mark.parametrize(
    "more, reason",
    [({"until": TODAY}, "begins before it ends"), ({"sentiment": "nonsense"}, "No provider is called nonsense")],
)
def test_a_plan_that_makes_no_sense_is_refused(more, reason, tenant_id):
    with pytest.raises((ValidationError, UnknownProvider), match=reason):
        Plan(**{"tenant_id": tenant_id, "since": TODAY, "until": TODAY + timedelta(days=1), **more})
