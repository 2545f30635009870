"""Which embedder a process works with."""

import asyncio

import pytest

from memory.recall.models import current, flip, models, note_comparison, prepare, take_over
from pipelines.models import ModelMissing
from pipelines.providers import EMBEDDERS, UnknownProvider, identity
from pipelines.providers.embedding.hashing import Hashing
from pipelines.switching import present as looking
from pipelines.switching.present import Flipped, answering, follow, present


def chosen(settings, name):
    return asyncio.to_thread(present, settings.model_copy(update={"embedder": name}))


async def test_at_the_first_start_it_is_that_of_the_settings_and_from_then_on_it_answers(settings, db):
    assert isinstance(await chosen(settings, "hashing"), Hashing)
    row = await current(db)
    assert (row.identity, row.embedder, row.dimensions) == (identity(Hashing()), "hashing", 768)
    assert await chosen(settings, "hashing")
    assert [one.identity for one in await models(db)] == [row.identity]


async def test_what_the_settings_name_otherwise_has_to_be_prepared_first(shop, turned):
    assert isinstance(await chosen(shop.settings, "turned"), Hashing)
    assert (await chosen(shop.settings, "turned")).name == "hashing"
    assert (await answering(shop.db, shop.settings.model_copy(update={"embedder": "turned"}))).embedder == "hashing"
    assert await shop.states() == {"hashing": "current"}


async def test_weights_that_were_replaced_take_over_at_once(shop, turned, monkeypatch):
    before = identity(turned)
    await take_over(shop.db, before, "turned", 768, "flows")
    monkeypatch.setattr(turned, "version", "2")
    assert await chosen(shop.settings, "turned") is turned
    found = {one.identity: str(one.state) for one in await models(shop.db)}
    assert found == {"turned@2": "current", before: "retired", identity(shop.embedder): "dropping"}


async def test_where_the_model_that_answers_is_gone_that_of_the_settings_takes_over(shop, monkeypatch):
    await take_over(shop.db, "lost@1", "lost", 768, "flows")
    assert (await chosen(shop.settings, "hashing")).name == "hashing"
    assert (await current(shop.db)).embedder == "hashing"


async def test_a_model_that_is_missing_is_told_and_not_waited_for(settings, tmp_path, monkeypatch):
    with pytest.raises(ModelMissing):
        await chosen(settings.model_copy(update={"data_dir": tmp_path}), "use")
    with pytest.raises(UnknownProvider):
        await chosen(settings, "nobody")


async def test_a_process_is_told_when_another_model_answers(shop, turned, monkeypatch):
    monkeypatch.setattr(looking, "EVERY", 0.01)
    ours = identity(shop.embedder)
    following = asyncio.create_task(follow(shop.db, ours))
    await prepare(shop.db, identity(turned), "turned", 768, "operator")
    await note_comparison(shop.db, identity(turned), {})
    assert await asyncio.wait([following], timeout=0.1) == (set(), {following})
    await flip(shop.db, identity(turned), "operator")
    with pytest.raises(Flipped):
        await asyncio.wait_for(following, 10)
    assert "turned" in EMBEDDERS
