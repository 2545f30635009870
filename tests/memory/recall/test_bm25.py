from collections import Counter
from math import log
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from memory.core.tenant import create_tenant

from .conftest import Talk

K1, B = 1.2, 0.3
words = st.sampled_from([f"termo{letter}" for letter in "abcdefgh"])


def bm25(texts, question):
    """Okapi BM25 as the books have it, with the two caps: six words, and common ones only beside less than three others."""
    documents = [text.split() for text in texts]
    n, average = len(documents), sum(map(len, documents)) / len(documents)
    df = Counter(word for document in documents for word in set(document))
    asked = sorted((word for word in dict.fromkeys(question) if df[word]), key=df.__getitem__)[:6]
    asked = asked[:3] + [word for word in asked[3:] if df[word] <= 0.2 * n]
    scores = []
    for document in documents:
        tf = Counter(document)
        norm = K1 * (1 - B + B * len(document) / average)
        idf = {word: log(1 + (n - df[word] + 0.5) / (df[word] + 0.5)) for word in asked}
        scores.append(sum(idf[word] * tf[word] * (K1 + 1) / (tf[word] + norm) for word in asked))
    return scores


@examples(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    documents=st.lists(st.lists(words, min_size=1, max_size=12), min_size=1, max_size=12),
    question=st.lists(words, min_size=1, max_size=10),
)
async def test_the_score_of_words_is_bm25(settings, db, documents, question):
    talk = Talk(db, await create_tenant(settings, uuid4().hex))
    texts = [" ".join(document) for document in documents]
    ids = [await talk.write(text, chat=str(number), language=None) for number, text in enumerate(texts)]
    await talk.remember(*ids)
    await talk.count()
    expected = {one: score for one, score in zip(ids, bm25(texts, question), strict=True) if score}
    found = {hit.message_id: hit.score for hit in await talk.find(" ".join(question), limit=50)}
    best = max(expected.values(), default=1)
    assert found == pytest.approx({one: score / best for one, score in expected.items()})


async def test_a_word_counts_once_though_the_index_has_it_in_two_forms(talk):
    """Or a message with one inflected word would beat one with a rarer word that has no other form."""
    inflected = await talk.say("pedidos", chat="a")
    plain = await talk.say("pix", chat="b")
    assert {hit.message_id: hit.score for hit in await talk.find("pedidos pix")} == pytest.approx(
        {inflected: 1, plain: 1}
    )


async def test_how_common_a_word_is_depends_on_the_own_tenant_alone(db, two_tenants):
    own, other = (Talk(db, tenant) for tenant in two_tenants)

    async def scores():
        return [(hit.text, hit.score) for hit in await own.find("pedido boleto")]

    for number, text in enumerate(["pedido pedido", "boleto", "pedido"]):
        await own.say(text, chat=str(number))
    before = await scores()
    for number in range(10):
        await other.say("boleto", chat=str(number))
    assert await scores() == before
