"""The order of what was found, by a plain sum and by the network that comes with the code."""

import numpy as np
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.crm.search import Fusion
from memory.recall.fusion import FEATURES, GIVEN, PARTS, Head, features, prior, shipped, sums, weigh

from .conftest import towards

share = st.floats(0, 1)
parts = {**dict.fromkeys(PARTS, share), "named": st.booleans(), "asks": st.booleans()}
rows = st.lists(st.fixed_dictionaries(dict.fromkeys(GIVEN, share) | parts), min_size=1, max_size=8)


def head(**weights):
    wide = len(FEATURES)
    plain = {
        "mean": np.zeros(wide), "spread": np.ones(wide), "inner": np.zeros((wide, 2)), "offset": np.zeros(2),
        "outer": np.zeros(2), "skip": 1.0, "bias": 0.0,
    }  # fmt: skip
    return Head(**plain | weights)


@given(rows)
def test_what_is_learned_begins_with_the_plain_sum(found):
    assert head().logits(features(found)) == pytest.approx(sums(found))


@given(rows)
def test_the_network_that_comes_with_the_code_gives_every_candidate_a_probability(found):
    for fusion in Fusion:
        score, relevance = weigh(found, fusion)
        assert ((relevance >= 0) & (relevance <= 1)).all()
        assert score == pytest.approx(relevance if fusion is Fusion.LEARNED else sums(found))


def test_of_nothing_there_is_nothing_to_order():
    assert [len(one) for one in weigh([], Fusion.LEARNED)] == [0, 0]


def test_places_are_counted_among_those_that_an_arm_found():
    plain = dict.fromkeys([*GIVEN, *PARTS], 0.0)
    found = features([plain | {"words": 0.2}, plain, plain | {"words": 0.9}])
    assert found[:, FEATURES.index("place_by_words")].tolist() == [1 / 2, 0, 1]
    assert found[:, FEATURES.index("place_by_meaning")].tolist() == [0, 0, 0]


def test_a_network_is_kept_and_read_again_and_refused_when_it_sees_other_things(tmp_path):
    file = tmp_path / "fusion.json"
    kept = head(inner=np.full((len(FEATURES), 2), 0.5), skip=0.25)
    kept.write(file)
    assert all(np.array_equal(one, other) for one, other in zip(Head.read(file), kept, strict=True))
    file.write_bytes(orjson.dumps(orjson.loads(file.read_bytes()) | {"features": ["words"]}))
    with pytest.raises(ValueError, match="ventros train fusion"):
        Head.read(file)


def test_the_weights_that_come_with_the_code_are_for_these_features():
    assert shipped().inner.shape[0] == len(FEATURES)


async def test_a_learned_order_is_that_of_relevance_which_can_be_asked_for(talk):
    near = await talk.say("fui assaltado ontem", chat="a", vector=towards(5))
    await talk.say("bom dia", chat="b", vector=towards(89))
    hits = await talk.find("assaltado", towards(0), fusion="learned")
    assert hits[0].message_id == near
    assert [hit.score for hit in hits] == [hit.relevance for hit in hits]
    between = (hits[0].relevance + hits[1].relevance) / 2
    assert [hit.message_id for hit in await talk.find("assaltado", towards(0), min_relevance=between)] == [near]


async def test_what_speaks_for_who_said_it_and_for_its_session_is_the_prior(talk):
    await talk.say("o pedido chegou", who="Bia", session="s")
    (hit,) = await talk.find("Bia pedido")
    assert hit.prior == pytest.approx(prior({"fit": 1 / 3, "named": True}))
    assert hit.score == pytest.approx(hit.lexical + hit.vector + hit.spread + hit.prior)
