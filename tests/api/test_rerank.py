"""The last word on the order, and what happens when it does not come in time."""

import threading
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from api.rerank import RERANKED, Reranking
from contracts.crm.search import Hit, Order, SearchQuery, SearchResult


def found(*texts):
    hits = [
        Hit(
            message_id=uuid4(), session_id=None, contact_id=None, contact_name=None, chat_id=uuid4(),
            at=datetime(2026, 3, 2, tzinfo=UTC), from_me=False, kind="turn", text=text, score=1 - place / 10,
            relevance=0.5, lexical=0, vector=0, spread=0, recent=0, graph=0, prior=0,
        )
        for place, text in enumerate(texts)
    ]  # fmt: skip
    return SearchResult(hits=hits, order=Order.SUM, by_meaning=True)


class ByLength:
    """Longer is better, when it is let go on."""

    def __init__(self):
        self.asked, self.go = 0, threading.Event()
        self.go.set()

    def score(self, question, texts):
        self.asked += 1
        self.go.wait(20)
        return [len(text) / 10 for text in texts]


async def test_the_reranker_has_the_last_word_and_says_how_probable_each_is():
    query = SearchQuery(q="?", limit=2)
    answer = await Reranking(ByLength()).of(query, found("a", "bbb", "cc"))
    assert [(hit.text, hit.score, hit.relevance) for hit in answer.hits] == [("bbb", 0.3, 0.3), ("cc", 0.2, 0.2)]
    assert answer.order is Order.RERANKED


async def test_what_is_less_probable_than_asked_for_is_left_out():
    answer = await Reranking(ByLength()).of(SearchQuery(q="?", min_relevance=0.25), found("a", "bbb", "cc"))
    assert [hit.text for hit in answer.hits] == ["bbb"]


async def test_an_order_that_comes_too_late_is_done_without_and_nobody_waits_behind_it():
    slow = ByLength()
    slow.go.clear()
    reranking = Reranking(slow, deadline=0.01)
    for _ in range(2):
        answer = await reranking.of(SearchQuery(q="?", limit=2), found("a", "bbb", "cc"))
        assert [hit.text for hit in answer.hits] == ["a", "bbb"]
        assert answer.order is Order.SUM
    assert slow.asked == 1
    slow.go.set()


async def test_a_reranker_that_fails_is_done_without():
    class Broken:
        def score(self, question, texts):
            raise RuntimeError

    answer = await Reranking(Broken()).of(SearchQuery(q="?"), found("a", "bbb"))
    assert [hit.text for hit in answer.hits] == ["a", "bbb"]


@pytest.mark.parametrize("reranker, rerank", [(None, True), (ByLength(), False)])
async def test_without_one_or_unasked_the_order_stays(reranker, rerank):
    query = SearchQuery(q="?", limit=2, rerank=rerank)
    reranking = Reranking(reranker)
    assert reranking.wider(query).limit == 2
    assert [hit.text for hit in (await reranking.of(query, found("a", "bbb", "cc"))).hits] == ["a", "bbb"]


async def test_a_strategy_that_wants_no_reranker_has_none():
    query, reranking = SearchQuery(q="?", limit=2, strategy="keyword_only"), Reranking(ByLength())
    assert reranking.wider(query).limit == 2
    assert [hit.text for hit in (await reranking.of(query, found("a", "bbb", "cc"))).hits] == ["a", "bbb"]


def test_more_is_looked_for_than_is_wanted_where_it_is_read_again():
    assert Reranking(ByLength()).wider(SearchQuery(q="?", limit=5)).limit == RERANKED
    assert Reranking(ByLength()).wider(SearchQuery(q="?", limit=50)).limit == 50
