"""Facts read anew: what is only looked at changes nothing, and what another version read stays."""

import asyncio
from datetime import timedelta

import orjson
import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.claim import Claim
from contracts.crm.fact import EXTRACTOR, LANGUAGE
from memory.cache import Cache
from memory.crm.fact import get_contact_facts
from memory.crm.sessionize import settle_anew
from pipelines.flows.talks import Talks
from pipelines.providers import choose_facts
from pipelines.providers.completion import Completion, Price, Refused
from pipelines.providers.completion.chain import Chain
from pipelines.providers.facts.talk import TalkFacts
from pipelines.replay.rereading import Window, reread, reread_talks

from .conftest import TODAY, later


class Older:
    """Rules of another version, which read every text as a city."""

    provider, model, version, price_micros = "rules", "older", "0", 0

    def extract(self, text, at, language=None, *, from_me=False, entities=None):
        return [Claim("lives_at", text.split()[-1], 0, len(text))]


def nobody(done, of):
    """Nobody wants to hear how far it is."""


@pytest.fixture
def window(shop):
    return Window(tenant_id=shop.tenant_id)


@pytest.fixture
def known(shop):
    async def known(**asked):
        who = Principal(tenant_id=shop.tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
        async with shop.db.tenant(shop.tenant_id) as tx:
            people = await tx.rows("select distinct contact_id as id from crm.messages")
            pages = [await get_contact_facts(tx, who, row["id"], **asked) for row in people]
        return {(one.predicate, one.value) for page in pages for one in page.items}

    return known


async def test_what_is_only_looked_at_is_told_and_changes_nothing(shop, window, known):
    await shop.say("Moro em Campinas", "meu orçamento é 5 mil")
    looked = await reread(shop.db, window, choose_facts("rules"), nobody, live=False)
    assert (looked.messages, looked.extractor) == (2, EXTRACTOR)
    assert (dict(looked.begun), dict(looked.ended)) == ({"lives_at": 1, "budget": 1}, {})
    assert await known() == set()
    done = await reread(shop.db, window, choose_facts("rules"), nobody, live=True)
    assert done.begun == looked.begun
    assert await known() == {("lives_at", "Campinas"), ("budget", "5000.00 BRL")}
    again = await reread(shop.db, window, choose_facts("rules"), nobody, live=True)
    assert (dict(again.begun), dict(again.ended)) == ({}, {})


async def test_what_another_version_read_stays_and_can_be_asked_for(shop, window, known):
    await shop.say("Moro em Campinas, tá")
    await reread(shop.db, window, Older(), nobody, live=True)
    assert await known(extractor="older@0") == {("lives_at", "tá")}
    await reread(shop.db, window, choose_facts("rules"), nobody, live=True)
    assert await known() == {("lives_at", "Campinas")}
    assert await known(extractor="older@0") == {("lives_at", "tá")}


async def test_rules_that_were_mended_without_a_new_version_take_the_place_of_what_they_read(shop, window, known):
    class Mended(Older):
        def extract(self, text, at, language=None, *, from_me=False, entities=None):
            return [Claim("goal", "crescer", 0, 3)]

    await shop.say("Moro em Campinas")
    await reread(shop.db, window, Older(), nobody, live=True)
    done = await reread(shop.db, window, Mended(), nobody, live=True)
    assert (dict(done.begun), dict(done.ended)) == ({"goal": 1}, {"lives_at": 1})
    assert await known(extractor="older@0") == {("goal", "crescer")}


async def test_only_what_came_in_at_that_time_is_read(shop, known):
    await shop.say("Moro em Campinas")
    before = Window(tenant_id=shop.tenant_id, until=TODAY - timedelta(days=1))
    assert (await reread(shop.db, before, choose_facts("rules"), nobody, live=True)).messages == 0
    since = Window(tenant_id=shop.tenant_id, since=TODAY)
    assert (await reread(shop.db, since, choose_facts("rules"), nobody, live=True)).messages == 1


async def test_the_language_model_reads_the_talks_of_a_time_once(shop, window, known):
    class Model:
        provider, model, asked = "invented", "m", 0

        async def complete(self, system, user, schema):
            self.asked += 1
            if "segredo" in user:
                raise Refused
            claim = {
                "message": 0, "quote": "cansada de planilha", "predicate": "pain_point", "value": "planilha", "modality": "asserted",
                "polarity": 1, "act": "state", "replaces": "", "changed": False, "confidence": 0.8,
            }  # fmt: skip
            return Completion(orjson.dumps({"claims": [claim]}).decode(), 1, 1)

    await shop.say("tô cansada de planilha")
    async with shop.db.tenant(shop.tenant_id, origin="flow") as tx:
        people = await tx.rows("select distinct contact_id as id from crm.messages")
        await settle_anew(tx, [row["id"] for row in people], later())
    model, cache = Model(), Cache(shop.settings.redis_url.get_secret_value())
    talks = Talks(TalkFacts(Chain([(model, Price(0, 0))], sleep=lambda _: asyncio.sleep(0))), cache)
    for _ in range(2):
        done = await reread(shop.db, window, choose_facts("rules"), nobody, live=True)
        await reread_talks(shop.db, window, talks, done, nobody)
    assert (model.asked, done.talks, done.unread) == (1, 0, 0)
    assert await known() == await known(extractor=LANGUAGE) == {("pain_point", "planilha")}
    await shop.say("é segredo")
    async with shop.db.tenant(shop.tenant_id, origin="flow") as tx:
        await settle_anew(tx, [row["id"] for row in people], later())
    await reread_talks(shop.db, window, talks, done, nobody)
    assert done.unread == 1
    await cache.close()
