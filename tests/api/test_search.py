import socket
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import numpy as np
import pytest

from api.search import QueryVectors
from contracts.errors import Unavailable
from memory.cache import Cache
from memory.recall.items import Turn, remember, unembedded
from memory.recall.models import take_over
from pipelines.providers import EMBEDDERS, identity
from pipelines.providers.embedding.hashing import Hashing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Counting(Hashing):
    """An embedder that counts the questions it was asked."""

    asked = 0

    def embed_query(self, text):
        self.asked += 1
        return super().embed_query(text)


class Away(Hashing):
    """An embedder that is not there."""

    def embed_query(self, text):
        raise Unavailable


@pytest.fixture
async def remembered(app, db, world, tenant_id, cache):
    """One of everything, whose message search has read."""
    embedder = Counting()
    app.state.query_vectors = QueryVectors(embedder, cache)
    made = await world(tenant_id)
    async with db.tenant(tenant_id) as tx:
        waiting = await unembedded(tx, [made.message], identity(embedder))
        vectors = embedder.embed([one.text for one in waiting])
        turns = [Turn(one.message_id, v, one.content_hash) for one, v in zip(waiting, vectors, strict=True)]
        await remember(tx, turns, identity(embedder))
    return SimpleNamespace(embedder=embedder, **vars(made))


async def test_a_question_is_answered_with_where_and_by_whom(client, remembered):
    response = await client.post("/api/v1/search", json={"q": "oi"})
    assert response.status_code == 200
    answer = response.json()
    assert answer["by_meaning"] is True
    (hit,) = answer["hits"]
    assert (hit["message_id"], hit["session_id"]) == (str(remembered.message), str(remembered.session))
    assert (hit["contact_id"], hit["contact_name"]) == (str(remembered.contact), "Bia")
    assert hit["text"] == "Oi"
    assert (answer["order"], hit["score"]) == ("learned", hit["relevance"])


async def test_a_plain_sum_is_told_with_its_parts(client, remembered):
    response = await client.post("/api/v1/search", json={"q": "oi", "fusion": "convex"})
    answer = response.json()
    (hit,) = answer["hits"]
    assert answer["order"] == "sum"
    parts = ("lexical", "vector", "spread", "recent", "graph", "prior")
    assert hit["score"] == pytest.approx(sum(hit[part] for part in parts))


async def test_the_same_question_is_embedded_once(client, remembered):
    for q in ("oi  gente", " oi gente ", "oi gente"):
        await client.post("/api/v1/search", json={"q": q})
    assert remembered.embedder.asked == 1


async def test_a_question_whose_meaning_does_not_count_is_not_embedded(client, remembered):
    answer = (await client.post("/api/v1/search", json={"q": "oi", "strategy": "keyword_only"})).json()
    assert ([hit["text"] for hit in answer["hits"]], answer["by_meaning"]) == (["Oi"], False)
    assert remembered.embedder.asked == 0


async def test_a_question_of_one_tenant_is_not_in_the_cache_of_another(cache):
    embedder = Counting()
    vectors = QueryVectors(embedder, cache)
    first, second = [await vectors.of(uuid4(), "oi") for _ in range(2)]
    assert embedder.asked == 2
    assert np.array_equal(first.vector, second.vector)


async def test_a_broken_value_in_the_cache_is_made_anew(cache):
    embedder, tenant = Counting(), uuid4()
    vectors = QueryVectors(embedder, cache)
    expected = (await vectors.of(tenant, "oi")).vector
    (key,) = [key async for key in cache._redis.scan_iter(f"{tenant}:*")]
    await cache.set(key.decode(), b"short")
    for _ in range(2):
        assert np.array_equal((await vectors.of(tenant, "oi")).vector, expected)
    assert embedder.asked == 2


class Turned(Hashing):
    """Another model: its vectors have nothing to do with those of hashing."""

    name, model = "turned", "turned"

    def embed(self, texts):
        return np.roll(super().embed(texts), 384, axis=1)


async def test_questions_follow_the_model_that_answers_each_with_the_name_of_its_own(
    settings, db, cache, tenant_id, monkeypatch, eventually
):
    monkeypatch.setattr("api.search.EVERY", 0.01)
    monkeypatch.setitem(EMBEDDERS, "turned", lambda *_: Turned())
    vectors = QueryVectors(None, Cache(settings.redis_url.get_secret_value()))
    vectors.follow(db, settings.model_copy(update={"embedder": "hashing"}))
    before, after = Hashing(), Turned()
    first = await vectors.of(tenant_id, "oi")
    assert (first.model, first.vector @ before.embed_query("oi")) == (identity(before), pytest.approx(1))
    await take_over(db, identity(after), "turned", 768, "flows")
    second = await eventually(lambda: vectors.of(tenant_id, "oi"), lambda meant: meant.model == identity(after))
    assert second.vector @ after.embed_query("oi") == pytest.approx(1)
    await take_over(db, "lost@1", "lost", 768, "flows")
    assert (await vectors.of(tenant_id, "oi")).model == identity(after)
    await vectors.close()


async def test_without_the_model_or_the_cache_words_still_find(app, client, remembered, cache):
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        gone = Cache(f"redis://127.0.0.1:{nobody.getsockname()[1]}/0")
    for vectors, by_meaning in (
        (QueryVectors(Away(), cache), False),
        (QueryVectors(None, cache), False),
        (QueryVectors(Hashing(), gone), True),
    ):
        app.state.query_vectors = vectors
        answer = (await client.post("/api/v1/search", json={"q": "oi"})).json()
        assert [hit["message_id"] for hit in answer["hits"]] == [str(remembered.message)]
        assert answer["by_meaning"] is by_meaning
    await gone.close()


async def test_a_credential_of_one_project_finds_nothing_of_another(anybody, credential, tenant_id, remembered):
    own = credential(tenant_id, project_id=remembered.project)
    found = await anybody.post("/api/v1/search", json={"q": "oi"}, headers=own)
    assert len(found.json()["hits"]) == 1
    other = credential(tenant_id, project_id=uuid4())
    found = await anybody.post("/api/v1/search", json={"q": "oi"}, headers=other)
    assert found.json()["hits"] == []
    asked = {"q": "oi", "project_id": str(remembered.project)}
    assert (await anybody.post("/api/v1/search", json=asked, headers=other)).status_code == 404


async def test_a_bound_key_finds_nothing_older_than_its_scope_whatever_it_asks_for(app, anybody, key, remembered):
    app.state.clock = lambda: NOON + timedelta(days=10)
    bound, free = await key(knowledge_scope="support_technical"), await key()

    async def found(headers, **asked):
        answer = await anybody.post("/api/v1/search", json={"q": "oi", **asked}, headers=headers)
        return [hit["message_id"] for hit in answer.json()["hits"]]

    assert await found(free) == await found(free, scope="default") == [str(remembered.message)]
    assert await found(free, scope="support_technical") == []
    for asked in ({}, {"scope": "retention_churn"}, {"since": "2026-01-01T00:00:00Z"}):
        assert await found(bound, **asked) == []


async def test_a_key_searches_by_its_strategy_unless_the_question_names_another(anybody, key, remembered):
    by_words = await key(strategy="keyword_only")
    for asked, by_meaning in (({}, False), ({"strategy": "modern_hybrid"}, True)):
        answer = await anybody.post("/api/v1/search", json={"q": "oi", **asked}, headers=by_words)
        assert answer.json()["by_meaning"] is by_meaning


async def test_another_tenant_finds_nothing(anybody, credential, two_tenants, remembered):
    found = await anybody.post("/api/v1/search", json={"q": "oi"}, headers=credential(two_tenants[0]))
    assert found.json() == {"hits": [], "order": "learned", "by_meaning": True}


@pytest.mark.parametrize(
    "body", [{}, {"q": ""}, {"q": "x" * 501}, {"q": "x", "limit": 51}, {"q": "x", "tenant_id": "y"}]
)
async def test_a_question_that_is_none_is_refused(client, remembered, body):
    assert (await client.post("/api/v1/search", json=body)).status_code == 422
