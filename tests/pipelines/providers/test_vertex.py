"""Embedding on Vertex AI, tried through Google's own SDK against a server that speaks the wire format of its pages."""

import json
import threading
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st

from api.cli.log_lines import QUIET
from contracts.errors import Rejected, Unavailable, told
from pipelines.providers import DIMENSIONS, choose_embedder, identity
from pipelines.providers.embedding import vertex
from pipelines.providers.embedding.vertex import INSTANCES, TOKENS, BadName, Refused, _batches

MODEL = "text-multilingual-embedding-002"
PATH = f"/v1/projects/my-shop/locations/us-central1/publishers/google/models/{MODEL}:predict"


class Google:
    """What was asked of it, and what it answers next: a status, or a function of the request."""

    def __init__(self):
        self.asked, self.next, self.tokens = [], deque(), 0

    def answer(self, path, body, authorization):
        if path == "/token":
            self.tokens += 1
            return 200, {"access_token": "from-google", "expires_in": 3600, "token_type": "Bearer"}
        self.asked.append((path, body, authorization))
        status = self.next.popleft() if self.next else 200
        if callable(status):
            return 200, status(body)
        if status != 200:
            return status, {"error": {"code": status, "message": "said no to obrigada", "status": "NO"}}
        return 200, predictions(body)


def predictions(body, size=DIMENSIONS):
    """A vector of a direction of its own for each text, of any length."""
    found = []
    for one in body["instances"]:
        vector = 3 * np.random.default_rng(len(one["content"])).normal(size=size)
        statistics = {"token_count": 3, "truncated": False}
        found.append({"embeddings": {"values": vector.tolist(), "statistics": statistics}})
    return {"predictions": found, "metadata": {"billableCharacterCount": 3}}


@pytest.fixture
def google(monkeypatch, tmp_path):
    """A server in Google's place, and the file of a service account that it knows."""
    ours = Google()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked = body.decode() if self.path == "/token" else json.loads(body)
            status, answer = ours.answer(self.path, asked, self.headers.get("Authorization"))
            told = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(told)))
            self.end_headers()
            self.wfile.write(told)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_port}"
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    account = tmp_path / "account.json"
    account.write_text(json.dumps({
        "type": "service_account", "project_id": "my-shop", "private_key": key.decode(), "private_key_id": "1",
        "client_email": "us@my-shop.iam.gserviceaccount.com", "token_uri": f"{base}/token",
    }))  # fmt: skip
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(account))
    monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", base)
    yield ours
    server.shutdown()
    server.server_close()


@pytest.fixture
def embedder(google, tmp_path):
    return choose_embedder(f"vertex:my-shop/us-central1/{MODEL}", tmp_path)


@pytest.fixture
def quick(monkeypatch):
    """Pauses that nobody has to wait for."""
    import tenacity.nap

    monkeypatch.setattr(tenacity.nap.time, "sleep", lambda _: None)


def test_texts_are_sent_as_what_is_to_be_found_and_questions_as_questions(google, embedder):
    vectors = embedder.embed(["o pedido chegou", " \n", "obrigada"])
    question = embedder.embed_query("cadê?")
    assert vectors.shape == (3, DIMENSIONS)
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 0, 1], abs=1e-5)
    assert np.linalg.norm(question) == pytest.approx(1, abs=1e-5)
    (path, first, authorization), (_, second, _) = google.asked
    assert (path, authorization) == (PATH, "Bearer from-google")
    assert first["instances"] == [
        {"content": "o pedido chegou", "task_type": "RETRIEVAL_DOCUMENT"},
        {"content": "obrigada", "task_type": "RETRIEVAL_DOCUMENT"},
    ]
    assert first["parameters"] == {"outputDimensionality": DIMENSIONS}
    assert second["instances"] == [{"content": "cadê?", "task_type": "RETRIEVAL_QUERY"}]
    assert google.tokens == 1


def test_it_is_known_by_its_model_is_not_instant_and_has_a_price(embedder, tmp_path):
    assert identity(embedder) == f"{MODEL}@vertex.768"
    assert (embedder.instant, embedder.price_micros, embedder.dimensions) == (False, 25_000, DIMENSIONS)
    assert choose_embedder("vertex:p/l/gemini-embedding-001", tmp_path).price_micros > 25_000


def test_no_request_has_more_texts_than_the_service_takes_and_no_text_is_lost(google, embedder):
    texts = [f"pedido {number}" for number in range(2 * INSTANCES + 3)]
    vectors = embedder.embed(texts)
    assert [len(body["instances"]) for _, body, _ in google.asked] == [INSTANCES, INSTANCES, 3]
    assert [one["content"] for _, body, _ in google.asked for one in body["instances"]] == texts
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(len(texts)), abs=1e-5)


@given(st.lists(st.text(st.characters(codec="utf-8"), max_size=9_000), max_size=20), st.integers(1, 9))
def test_batches_keep_the_order_and_the_limits(texts, most):
    batches = list(_batches(texts, most))
    assert [place for batch in batches for place in batch] == [place for place, text in enumerate(texts) if text]
    for batch in batches:
        assert 1 <= len(batch) <= most
        assert len(batch) == 1 or sum(len(texts[place].encode()) // 2 + 1 for place in batch) <= TOKENS


def test_one_that_takes_one_text_at_a_time_gets_one(google, tmp_path):
    choose_embedder("vertex:my-shop/us-central1/gemini-embedding-001", tmp_path).embed(["a", "b"])
    assert [len(body["instances"]) for _, body, _ in google.asked] == [1, 1]


@pytest.mark.parametrize("status", [429, 500, 503])
def test_who_is_busy_is_asked_again_a_few_times(google, embedder, quick, status):
    google.next.extend([status, status])
    assert embedder.embed(["oi"]).any()
    assert len(google.asked) == 3
    google.next.extend([status] * 99)
    with pytest.raises(Unavailable, match=str(status)) as caught:
        embedder.embed(["oi"])
    assert len(google.asked) == 3 + vertex.ATTEMPTS
    assert "obrigada" not in told(caught.value)


def test_no_log_quotes_what_google_says_of_a_text(google, embedder, quick, caplog):
    caplog.set_level("INFO")
    google.next.extend([429] * 99)
    with pytest.raises(Unavailable):
        embedder.embed(["oi"])
    quoting = {record.name.partition(".")[0] for record in caplog.records if "obrigada" in record.getMessage()}
    assert quoting <= set(QUIET)
    assert not any(record.levelname != "INFO" for record in caplog.records if record.name.partition(".")[0] in quoting)


def test_a_question_is_asked_once_for_somebody_waits(google, embedder):
    google.next.extend([429] * 9)
    with pytest.raises(Unavailable):
        embedder.embed_query("oi")
    assert len(google.asked) == 1


@pytest.mark.parametrize(
    "status, words",
    [(400, "the request"), (401, "our credentials"), (403, "project my-shop"), (404, f"{MODEL} in us-central1")],
)
def test_what_is_refused_for_good_is_told_in_plain_words_and_quotes_nobody(google, embedder, status, words):
    google.next.append(status)
    with pytest.raises(Rejected, match=words) as caught:
        embedder.embed(["oi"])
    assert caught.value.permanent
    assert len(google.asked) == 1
    assert told(caught.value) == str(caught.value)
    assert "obrigada" not in str(caught.value)


@pytest.mark.parametrize(
    "answer",
    [
        lambda body: predictions(body, size=256),
        lambda body: {"predictions": predictions(body)["predictions"][:1]},
        lambda body: {"predictions": []},
        lambda body: {"predictions": [{"embeddings": {"values": [0.0] * DIMENSIONS}} for _ in body["instances"]]},
    ],
)
def test_an_answer_that_is_none_is_refused(google, embedder, answer):
    google.next.append(answer)
    with pytest.raises(Refused):
        embedder.embed(["oi", "obrigada"])


def test_who_does_not_answer_at_all_is_away(google, embedder, quick, monkeypatch):
    monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", "http://127.0.0.1:9")
    with pytest.raises(Unavailable, match="does not answer"):
        embedder.embed(["oi"])


def test_who_has_no_credentials_is_told_where_they_belong(google, embedder, monkeypatch, tmp_path):
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere.json"))
    with pytest.raises(Refused, match="GOOGLE_APPLICATION_CREDENTIALS"):
        embedder.embed(["oi"])


@pytest.mark.parametrize("name", ["", "my-shop", "my-shop/us-central1", "a/b/c/d", "a/b/../c"])
def test_a_name_that_is_none_is_refused_before_anything_is_asked(name, tmp_path):
    with pytest.raises(BadName, match="vertex:PROJECT/LOCATION/MODEL"):
        choose_embedder(f"vertex:{name}", tmp_path)


def test_white_space_has_the_zero_vector_and_is_not_sent(google, embedder):
    assert not embedder.embed([" ", ""]).any()
    assert not embedder.embed_query("  ").any()
    assert google.asked == []
