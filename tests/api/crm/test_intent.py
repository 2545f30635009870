import pytest

from api.routing import Routing
from api.search import QueryVectors
from pipelines.providers.embedding.hashing import Hashing


async def test_a_text_is_routed_with_category_confidence_and_strategy(client):
    answer = await client.post("/api/v1/memory/route", json={"text": "quero cancelar minha assinatura hoje"})
    assert answer.status_code == 200
    routed = answer.json()
    assert (routed["intent"], routed["category"], routed["strategy"]) == ("churn_risk", *["retention_churn"] * 2)
    assert 0 < routed["confidence"] < 1
    assert routed["nearest"] == "quero cancelar minha assinatura"


async def test_examples_are_embedded_at_the_first_question_and_once(client, app, cache):
    class Counting(Hashing):
        texts = 0

        def embed(self, texts):
            self.texts += len(texts)
            return super().embed(texts)

    embedder = Counting()
    app.state.routing = Routing(QueryVectors(embedder, cache))
    assert embedder.texts == 0
    for _ in range(2):
        assert (await client.post("/api/v1/memory/route", json={"text": "oi"})).status_code == 200
    first = embedder.texts
    await client.post("/api/v1/memory/route", json={"text": "oi"})
    assert embedder.texts == first + 1


async def test_without_a_model_it_says_so_and_that_it_may_be_tried_again(client, app, cache):
    app.state.routing = Routing(QueryVectors(None, cache))
    answer = await client.post("/api/v1/memory/route", json={"text": "oi"})
    assert answer.status_code == 503


@pytest.mark.parametrize("body", [{}, {"text": ""}, {"text": "x" * 4_097}, {"text": "x", "tenant_id": "y"}])
async def test_what_is_no_text_is_refused(client, body):
    assert (await client.post("/api/v1/memory/route", json=body)).status_code == 422
