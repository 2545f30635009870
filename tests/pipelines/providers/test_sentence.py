"""Models by name or folder, tried on tiny ones with random weights: they mean nothing, but they run like any other."""

import numpy as np
import pytest

from pipelines.providers import DIMENSIONS, UnknownProvider, choose_embedder, identity
from pipelines.providers.embedding.sentence import TooWide, commit
from pipelines.providers.rerank.cross_encoder import CrossEncoderReranker

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "o", "pedido", "chegou", "bom", "dia", "##s"]


@pytest.fixture(scope="module")
def bert(tmp_path_factory):
    """A folder with a transformer of a few thousand weights, as `which` of the classes of transformers."""
    import torch  # some seconds, for these tests alone
    import transformers

    def made(which, seed, wide=32, **more):
        folder = tmp_path_factory.mktemp("bert")
        (folder / "vocab.txt").write_text("\n".join(WORDS))
        transformers.BertTokenizerFast(str(folder / "vocab.txt")).save_pretrained(folder)
        torch.manual_seed(seed)
        config = transformers.BertConfig(
            vocab_size=len(WORDS), hidden_size=wide, num_hidden_layers=1, num_attention_heads=2,
            intermediate_size=wide, **more,
        )  # fmt: skip
        getattr(transformers, which)(config).save_pretrained(folder)
        return folder

    return made


@pytest.fixture(scope="module")
def embedder(bert, data_dir):
    return choose_embedder(f"sentence-transformers:{bert('BertModel', 1)}", data_dir)


def test_vectors_are_padded_have_length_one_and_nothing_for_white_space(embedder):
    vectors = embedder.embed(["o pedido chegou", " \n", "bom dia", "x\0y", "\ud800"])
    assert vectors.shape == (5, DIMENSIONS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 1, 1, 1], abs=1e-5)
    assert not vectors[:, 32:].any()
    assert embedder.embed([]).shape == (0, DIMENSIONS)


def test_a_question_is_near_to_the_same_text(embedder):
    assert embedder.embed_query("o pedido chegou") @ embedder.embed(["o pedido chegou"])[0] == pytest.approx(
        1, abs=1e-4
    )


def test_vectors_of_other_weights_have_another_identity(embedder, bert, data_dir):
    same = choose_embedder(f"sentence-transformers:{embedder.model}", data_dir)
    assert identity(same) == identity(embedder)
    other = choose_embedder(f"sentence-transformers:{bert('BertModel', 2)}", data_dir)
    assert other.version != embedder.version


def test_a_model_of_the_hub_is_known_by_its_commit():
    class Config:
        _commit_hash = "0123456789abcdef"

    class Loaded:
        config = Config

    assert commit(Loaded) == "0123456789ab"


def test_a_model_with_too_many_dimensions_is_refused_in_plain_words(bert, data_dir):
    wide = choose_embedder(f"sentence-transformers:{bert('BertModel', 1, wide=DIMENSIONS + 2)}", data_dir)
    with pytest.raises(TooWide, match="770 dimensions; the database keeps 768"):
        wide.embed(["oi"])


def test_who_names_no_model_is_told_how_to(data_dir):
    with pytest.raises(UnknownProvider, match="sentence-transformers:NAME"):
        choose_embedder("sentence-transformers", data_dir)


def test_a_cross_encoder_gives_every_text_a_probability_whatever_stands_beside_it(bert):
    reranker = CrossEncoderReranker(str(bert("BertForSequenceClassification", 3, num_labels=1)))
    texts = ["o pedido chegou", "bom dia", ""]
    together = reranker.score("o pedido", texts)
    assert all(0 < score < 1 for score in together)
    assert together == pytest.approx([reranker.score("o pedido", [text])[0] for text in texts], abs=1e-5)
    assert reranker.score("o pedido", []) == []
