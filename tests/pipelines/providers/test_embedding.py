import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.models import ModelMissing
from pipelines.providers import DIMENSIONS, Embedder, UnknownProvider, choose_embedder
from pipelines.providers.embedding.hashing import Hashing
from pipelines.providers.embedding.use import MAX_CHARS, prepare

HASHING = Hashing()

CASES = json.loads(Path(__file__).with_name("sentiment_cases.json").read_text())
LINES = [text for labels in CASES.values() for texts in labels.values() for text in texts]

NEAR = [
    ("quero cancelar minha assinatura", "como faço para encerrar o meu plano?", "qual o horário da loja no sábado?"),
    ("meu pedido ainda não chegou", "my order has not arrived yet", "aceita cartão de crédito?"),
    ("¿cuánto cuesta el envío?", "qual o valor do frete?", "me encantó el regalo"),
]


@pytest.fixture(params=["use", "hashing"])
def any_embedder(request: pytest.FixtureRequest, data_dir: Path) -> Embedder:
    return choose_embedder(request.param, data_dir)


def test_vectors_have_768_dimensions_and_length_one(any_embedder: Embedder):
    texts = ["oi", "qual o valor?", "a" * 5000, "😀", "x\0y", "\ud800", "12345"] * 12
    vectors = any_embedder.embed(texts)
    assert vectors.shape == (len(texts), DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1, abs=1e-5)
    assert any_embedder.dimensions == DIMENSIONS


def test_a_text_of_white_space_has_the_zero_vector_and_disturbs_no_neighbour(any_embedder: Embedder):
    vectors = any_embedder.embed(["", "tudo bem?", " \n\t"])
    assert not vectors[0].any()
    assert not vectors[2].any()
    assert vectors[1] @ any_embedder.embed_query("tudo bem?") == pytest.approx(1, abs=1e-3)


def test_no_texts_give_no_vectors(any_embedder: Embedder):
    assert any_embedder.embed([]).shape == (0, DIMENSIONS)


def test_every_text_keeps_its_place_whatever_its_length(any_embedder: Embedder):
    alone = np.stack([any_embedder.embed_query(text) for text in LINES])
    nearest = (alone @ any_embedder.embed(LINES).T).argmax(axis=1)
    assert nearest.tolist() == list(range(len(LINES)))


def test_a_shouted_text_means_what_the_quiet_one_means(any_embedder: Embedder):
    shouted, quiet = any_embedder.embed(["QUERO CANCELAR O PEDIDO!", "quero cancelar o pedido!"])
    assert shouted @ quiet > 0.99


@pytest.mark.parametrize("text, near, far", NEAR)
def test_the_model_finds_the_same_meaning_in_other_words_and_languages(use: Embedder, text: str, near: str, far: str):
    query = use.embed_query(text)
    close, distant = use.embed([near, far]) @ query
    assert close > distant + 0.1


def test_the_graph_pads_its_512_dimensions_with_zeros(use: Embedder):
    vector = use.embed_query("bom dia")
    assert vector[:512].any()
    assert not vector[512:].any()


def test_only_the_head_of_a_long_text_is_read():
    assert prepare("  " + "a" * 5000) == "a" * MAX_CHARS


def test_hashing_finds_words_with_typing_mistakes_and_without_accents():
    text, near, far = HASHING.embed(["a entrega não chegou", "a entrga nao chegou", "qual o preço do plano?"])
    assert text @ near > 0.6
    assert text @ far < 0.2


def test_hashing_gives_the_same_vector_on_every_machine():
    vector = HASHING.embed_query("bom dia")
    assert np.flatnonzero(vector)[:5].tolist() == [198, 462, 682, 712, 721]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_hashing_gives_any_text_a_vector_of_length_one_or_zero(text: str):
    length = float(np.linalg.norm(HASHING.embed_query(text)))
    assert length == pytest.approx(1 if text.strip() else 0, abs=1e-5)


def test_an_installation_without_the_model_is_told_to_fetch_it(tmp_path: Path):
    with pytest.raises(ModelMissing, match="ventros models fetch"):
        choose_embedder("use", tmp_path)


def test_an_unknown_provider_lists_the_known_ones(tmp_path: Path):
    with pytest.raises(
        UnknownProvider, match=r"No provider is called best. There are: use, hashing, sentence-transformers, vertex\."
    ):
        choose_embedder("best", tmp_path)
