"""Google's text embedding models on Vertex AI, by Google's own SDK.

`VENTROS_EMBEDDER=vertex:PROJECT/LOCATION/MODEL`, as in `vertex:my-shop/us-central1/text-multilingual-embedding-002`.
Who we are the SDK finds by itself (application default credentials, or the file of a service account that
`GOOGLE_APPLICATION_CREDENTIALS` names); `GOOGLE_VERTEX_BASE_URL` leads it to another address. Texts leave the machine.
Limits and shapes: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from contracts.errors import Invalid, Rejected, Unavailable
from pipelines.providers import DIMENSIONS, Vectors

INSTANCES, TOKENS = 250, 20_000
"""Texts and tokens of one request at most."""

MAX_CHARS = 8_000
"""What is read of a text: the models read 2,048 tokens of it."""

TIMEOUT, ATTEMPTS, PAUSE = 4.0, 3, 0.5
"""Seconds of a request, how often it is made when the other side is busy or away, and the first pause in between."""

QUESTION = 1.5
"""Seconds for a question, which is asked once: somebody waits."""

NO_CREDENTIALS = (
    "Vertex AI needs credentials: GOOGLE_APPLICATION_CREDENTIALS, or gcloud auth application-default login."
)
BUSY = (408, 429, 500, 502, 503, 504)
NAME = re.compile(r"([a-z0-9.:-]+)/([a-z0-9-]+)/([\w.@-]+)")

PRICES: Mapping[str, int] = {"gemini-embedding-001": 37_500}
"""Millionths of a US dollar for a million characters, where it is not PRICE: this one costs 0.15 dollars a million
tokens, of about four characters (list prices of 2025)."""
PRICE = 25_000


class BadName(Invalid):
    """Say which model, and in which project and place: vertex:PROJECT/LOCATION/MODEL."""


class NotInstalled(Invalid):
    """Models on Vertex AI need the extra `vertex`: pip install 'ventros-crm[vertex]'."""


class Refused(Rejected):
    """Vertex AI refuses our call for good."""

    quotes = False


class Vertex:
    """An embedder that runs at Google. Questions are embedded as such, and texts as what is to be found."""

    name = "vertex"
    dimensions = DIMENSIONS
    instant = False
    version = f"vertex.{DIMENSIONS}"

    def __init__(self, named: str) -> None:
        """Raises BadName unless it is PROJECT/LOCATION/MODEL."""
        parts = NAME.fullmatch(named)
        if not parts:
            raise BadName
        self._project, self._location, self.model = parts.groups()
        self.price_micros = PRICES.get(self.model, PRICE)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts. Raises Unavailable when it is busy or away for long, Refused for good."""
        prepared = [_readable(text) for text in texts]
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        most = 1 if self.model.startswith("gemini-") else INSTANCES  # those take one text at a time
        for batch in _batches(prepared, most):
            vectors[batch] = self._ask([prepared[place] for place in batch], "RETRIEVAL_DOCUMENT", TIMEOUT, ATTEMPTS)
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question. It is asked once, and not for long."""
        readable = _readable(text)
        if not readable:
            return np.zeros(DIMENSIONS, dtype=np.float32)
        vector: Vectors = self._ask([readable], "RETRIEVAL_QUERY", QUESTION, 1)[0]
        return vector

    def _ask(self, texts: list[str], task: str, seconds: float, attempts: int) -> Vectors:
        client = self._client  # says what is missing when the packages are
        from google.auth.exceptions import DefaultCredentialsError
        from google.genai.errors import APIError

        again = {"attempts": attempts, "initial_delay": PAUSE, "max_delay": 4 * PAUSE, "http_status_codes": list(BUSY)}
        config = {
            "task_type": task,
            "output_dimensionality": DIMENSIONS,
            "http_options": {"timeout": int(1000 * seconds), "retry_options": again},
        }
        try:
            answer = client.models.embed_content(model=self.model, contents=texts, config=config)
        except APIError as error:
            raise self._plain(error.code) from error
        except DefaultCredentialsError as error:
            raise Refused(NO_CREDENTIALS, permanent=True) from error
        except Exception as error:
            raise Unavailable(f"Vertex AI does not answer ({type(error).__name__}).") from error
        return _checked([one.values or [] for one in answer.embeddings or []], len(texts))

    def _plain(self, code: int) -> Exception:
        if code in BUSY:
            return Unavailable(f"Vertex AI is busy or away ({code}): its quota may be used up.")
        meant = {
            401: "it does not accept our credentials",
            403: f"our credentials may not use it in the project {self._project}",
            404: f"there is no model {self.model} in {self._location}",
        }
        return Refused(f"Vertex AI refuses to embed ({code}): {meant.get(code, 'it does not like the request')}.",
                       permanent=True)  # fmt: skip

    @cached_property
    def _client(self) -> Any:
        try:
            from google import genai
        except ImportError as error:
            raise NotInstalled from error
        return genai.Client(
            vertexai=True, project=self._project, location=self._location, http_options={"api_version": "v1"}
        )


def _batches(texts: Sequence[str], most: int) -> Iterator[list[int]]:
    """The places of texts that may be sent together. A token has two bytes at least, mostly four."""
    batch, tokens = list[int](), 0
    for place, text in enumerate(texts):
        if not text:
            continue
        size = len(text.encode()) // 2 + 1
        if batch and (len(batch) == most or tokens + size > TOKENS):
            yield batch
            batch, tokens = [], 0
        batch.append(place)
        tokens += size
    if batch:
        yield batch


def _checked(found: list[list[float]], wanted: int) -> Vectors:
    """The vectors at length 1: shortened ones come at any length."""
    sizes = {len(one) for one in found}
    if len(found) != wanted or sizes != {DIMENSIONS}:
        told = f"Vertex AI answered {wanted} texts with {len(found)} vectors of {sorted(sizes)} dimensions"
        raise Refused(f"{told}; {DIMENSIONS} were asked for.", permanent=True)
    vectors = np.array(found, dtype=np.float32)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    if not np.isfinite(lengths).all() or not lengths.all():
        raise Refused("Vertex AI answered with a vector that has no direction.", permanent=True)
    normal: Vectors = vectors / lengths
    return normal


def _readable(text: str) -> str:
    return text.replace("\0", " ").strip()[:MAX_CHARS].encode("utf-8", "replace").decode()
