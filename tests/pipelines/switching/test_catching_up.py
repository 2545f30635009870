"""A model is made ready beside the one that answers, and answers when it is."""

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from contracts.errors import Unavailable
from memory.recall.models import State, current, flip, models, named, prepare, retire
from memory.recall.reembedding import vectors
from pipelines.providers import identity
from pipelines.switching.catching_up import PIECE, CatchingUp, GivenUp


async def counted(shop):
    async with shop.db.tenant(shop.tenant_id) as tx:
        return await vectors(tx)


async def test_a_model_that_the_settings_newly_name_is_prepared_and_then_answers(shop, turned, catching_up, rounds):
    await shop.hear_many(70)
    await rounds(catching_up(embedder="turned"))
    assert await shop.states() == {"turned": "current", "hashing": "retired"}
    row = await current(shop.db)
    assert (row.set_by, row.comparison["questions"], row.comparison["texts"]) == ("settings", 70, 70)
    assert row.comparison["recall_after"] == row.comparison["recall_before"] > 0.9
    assert await shop.embedded(turned) == await shop.embedded(shop.embedder) == 70


async def test_whoever_is_ended_in_the_middle_goes_on_and_embeds_nothing_twice(shop, turned, catching_up, rounds):
    await shop.hear_many(5 * PIECE)
    turned.limit = 3 * PIECE
    with pytest.raises(Unavailable):
        await rounds(catching_up(embedder="turned"))
    assert await counted(shop) == {identity(shop.embedder): 5 * PIECE, identity(turned): 3 * PIECE}
    assert await shop.states() == {"hashing": "current", "turned": "preparing"}
    turned.limit = None
    await rounds(catching_up(embedder="turned"))
    assert await shop.states() == {"turned": "current", "hashing": "retired"}
    assert sorted(turned.texts) == sorted(shop.texts)


KILLED = """
import asyncio, os, signal
import numpy as np
from contracts.settings import Settings
from memory.db import Database
from pipelines.providers import EMBEDDERS
from pipelines.providers.embedding.hashing import Hashing
from pipelines.switching.catching_up import CatchingUp

class Turned(Hashing):
    name, model, texts = "turned", "turned", 0

    def embed(self, texts):
        self.texts += len(texts)
        if self.texts > 130:
            os.kill(os.getpid(), signal.SIGKILL)
        return np.roll(super().embed(texts), 384, axis=1)

async def work():
    async with Database(Settings().dsn("app"), size=2) as db:
        one = CatchingUp(Settings(embedder="turned"), db, rest=0)
        await one.propose()
        await one.go_on()

EMBEDDERS["turned"] = lambda *_: Turned()
asyncio.run(work())
"""


async def test_after_kill_9_another_one_has_the_turn_at_once_and_goes_on(
    shop, turned, catching_up, rounds, environment
):
    await shop.hear_many(5 * PIECE)
    ended = await asyncio.create_subprocess_exec(sys.executable, "-c", KILLED, cwd=Path(__file__).parents[3])
    assert await ended.wait() == -signal.SIGKILL
    assert (await counted(shop))[identity(turned)] == 2 * PIECE
    await rounds(catching_up(embedder="turned"))
    assert await shop.states() == {"turned": "current", "hashing": "retired"}
    assert len(turned.texts) == 3 * PIECE


async def test_whoever_goes_on_with_a_model_that_is_given_up_ends(shop, turned, catching_up):
    await shop.hear_many(3)
    one = catching_up(embedder="turned")
    await one.propose()
    model = await named(shop.db, "turned")
    await retire(shop.db, identity(turned), "operator")
    with pytest.raises(GivenUp):
        await one.complete(model)
    assert turned.texts == []


async def test_two_that_do_the_same_embed_every_text_once(shop, turned, catching_up):
    await shop.hear_many(5 * PIECE)
    await catching_up(embedder="turned").propose()
    model = await named(shop.db, "turned")
    async with asyncio.timeout(60):
        await asyncio.gather(*(catching_up().complete(model) for _ in range(2)))
    assert sorted(turned.texts) == sorted(shop.texts)


async def test_a_text_that_is_said_again_and_again_is_embedded_once(shop, turned, catching_up, rounds):
    await shop.hear(*["obrigada"] * 200, "bom dia")
    await rounds(catching_up(embedder="turned"))
    assert sorted(turned.texts) == ["bom dia", "obrigada"]
    assert (await counted(shop))[identity(turned)] == 201


async def test_what_is_said_during_the_switch_is_found_by_meaning_after_it(shop, turned, catching_up, rounds):
    await shop.hear_many(30)
    one = catching_up(embedder="turned")
    await one.propose()
    await one.complete(await named(shop.db, "turned"))
    await shop.hear("o caminhão quebrou na serra")  # the flow goes on with the model that answers
    assert await shop.nearest(shop.embedder, shop.texts[-1]) == shop.texts[-1]
    await one.bring_on(await named(shop.db, "turned"))
    await shop.hear("chegou só metade do pedido")  # and does not know of the flip yet
    assert (await current(shop.db)).embedder == "turned"
    assert await shop.nearest(turned, shop.texts[-1]) != shop.texts[-1]
    await rounds(one, 2)
    assert await shop.embedded(turned) == 32


async def test_a_long_text_gets_all_its_pieces_of_the_new_model_too(shop, turned, catching_up, rounds):
    contract = " ".join(f"Cláusula {n} trata de assuntos gerais do contrato." for n in range(150))
    await shop.hear_many(3)
    await shop.hear(contract + " A multa é de três mensalidades.")
    before = (await counted(shop))[identity(shop.embedder)]
    await rounds(catching_up(embedder="turned"))
    assert (await counted(shop))[identity(turned)] == before > 6
    assert (await shop.nearest(turned, "A multa é de três mensalidades.")).endswith("três mensalidades.")


async def test_gaps_of_the_model_that_answers_are_filled_after_a_start_too(shop, turned, catching_up, rounds):
    await shop.hear_many(10)
    await rounds(catching_up(embedder="turned"))
    await shop.hear("chegou só metade do pedido")
    later = catching_up(embedder="turned")
    await rounds(later, 2)
    assert await shop.nearest(turned, shop.texts[-1]) == shop.texts[-1]
    assert later.done.texts == 1


async def test_a_model_that_finds_less_waits_for_a_word(shop, catching_up, rounds):
    await shop.hear_many(40)
    one = catching_up(embedder="stuck")
    await rounds(one, 3)
    assert await shop.states() == {"hashing": "current", "stuck": "preparing"}
    told = (await named(shop.db, "stuck")).comparison
    assert told["recall_after"] < 0.5 < told["recall_before"]
    await flip(shop.db, (await named(shop.db, "stuck")).identity, "operator")
    assert await shop.states() == {"stuck": "current", "hashing": "retired"}


async def test_where_nothing_was_said_another_model_answers_at_once(shop, catching_up, rounds):
    await rounds(catching_up(embedder="turned"))
    assert await shop.states() == {"turned": "current", "hashing": "retired"}


async def test_the_settings_of_yesterday_do_not_undo_what_was_switched_today(shop, catching_up, rounds):
    await shop.hear_many(10)
    await rounds(catching_up(embedder="turned"))
    still = catching_up(embedder="hashing")
    await rounds(still, 3)
    assert await shop.states() == {"turned": "current", "hashing": "retired"}


async def test_before_any_model_answers_nothing_is_prepared(settings, db, turned):
    one = CatchingUp(settings.model_copy(update={"embedder": "turned"}), db, rest=0)
    await one.propose()
    await one.go_on()
    assert await models(db) == []


async def test_the_way_back_is_there_until_the_vectors_are_dropped(shop, turned, catching_up, rounds):
    await shop.hear_many(20)
    await rounds(catching_up(embedder="turned"))
    await flip(shop.db, identity(shop.embedder), "operator")
    assert await shop.embedded(shop.embedder) == 20
    await retire(shop.db, identity(turned), "operator")
    await rounds(catching_up())
    assert await counted(shop) == {identity(shop.embedder): 20}
    assert (await named(shop.db, "turned")).state is State.DROPPED


async def test_a_third_model_takes_the_place_of_the_one_before(shop, turned, catching_up, rounds):
    await shop.hear_many(20)
    await rounds(catching_up(embedder="turned"))
    await prepare(shop.db, "stuck@1", "stuck", 768, "operator")
    await rounds(catching_up())
    assert set(await counted(shop)) == {identity(turned), "stuck@1"}
    assert await shop.states() == {"turned": "current", "stuck": "preparing", "hashing": "dropped"}


async def test_a_name_that_leads_to_other_weights_than_its_vectors_have_embeds_nothing(shop, turned, catching_up):
    await shop.hear_many(3)
    await prepare(shop.db, "turned@earlier", "turned", 768, "operator")
    with pytest.raises(Exception, match="not the model"):
        await catching_up().go_on()
    assert set(await counted(shop)) == {identity(shop.embedder)}


async def test_in_every_state_of_a_switch_a_question_finds_what_its_own_model_has_embedded(shop, turned, catching_up):
    """The two are made so that comparing across them finds anything but the right text."""
    await shop.hear_many(30)

    async def asked(model, times=30):
        assert await shop.embedded(model) == times

    await asked(shop.embedder)
    await asked(turned, 0)
    one = catching_up(embedder="turned")
    await one.propose()
    await asked(shop.embedder)
    await asked(turned, 0)
    model = await named(shop.db, "turned")
    await one.complete(model)
    await asked(shop.embedder)
    await asked(turned)
    await one.bring_on(model)
    await asked(shop.embedder)
    await asked(turned)
    await retire(shop.db, identity(shop.embedder), "operator")
    await one.go_on()
    await asked(shop.embedder, 0)
    await asked(turned)
