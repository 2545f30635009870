"""Any sentence-transformers model, by the name it has on its hub or by the folder it lies in.

`VENTROS_EMBEDDER=sentence-transformers:intfloat/multilingual-e5-small`, or `sentence-transformers:/models/e5`. Some
seconds to load and half a gigabyte and more in memory: for production, where a process has that.
"""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from contracts.errors import Invalid
from pipelines.providers import DIMENSIONS, Vectors

BATCH = 32
WEIGHTS = ("*.safetensors", "*.bin")


class TooWide(Invalid):
    """The model's vectors have more dimensions than the database keeps."""


class NotInstalled(Invalid):
    """What runs such models is not installed."""


class SentenceEmbedder:
    """An embedder by name or folder. Questions are embedded as the model wants questions, texts as it wants texts."""

    name = "sentence-transformers"
    dimensions = DIMENSIONS
    instant = False
    price_micros = 0

    def __init__(self, model: str) -> None:
        self.model = model

    @cached_property
    def version(self) -> str:
        """The commit of a model from the hub; of a folder's the first digits of the SHA-256 of its weights."""
        return commit(self._loaded[0].model) or digest(Path(self.model))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts."""
        return self._kept(self._loaded.encode_document, [_readable(text) for text in texts])

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question."""
        vector: Vectors = self._kept(self._loaded.encode_query, [_readable(text)])[0]
        return vector

    def _kept(self, encode: Any, texts: list[str]) -> Vectors:
        """Of length 1, padded with zeros; a text of white space has the zero vector."""
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        said = [place for place, text in enumerate(texts) if text]
        if said:
            found = encode([texts[place] for place in said], batch_size=BATCH, normalize_embeddings=True,
                           show_progress_bar=False)  # fmt: skip
            vectors[said, : found.shape[1]] = found
        return vectors

    @cached_property
    def _loaded(self) -> Any:
        try:
            from sentence_transformers import SentenceTransformer
        except ImportError as error:
            raise NotInstalled(
                "Models by name or folder need the extra `ml`: pip install 'ventros-crm[ml]'."
            ) from error
        loaded = SentenceTransformer(self.model, device="cpu")
        if (wide := loaded.get_embedding_dimension() or 0) > DIMENSIONS:
            raise TooWide(f"{self.model} makes vectors of {wide} dimensions; the database keeps {DIMENSIONS} at most.")
        return loaded


def commit(transformer: Any) -> str:
    """Of which commit of its hub a loaded model is; empty for one that came from a folder."""
    return str(getattr(transformer.config, "_commit_hash", None) or "")[:12]


def digest(folder: Path) -> str:
    """What tells the weights in a folder from all others."""
    files = sorted(file for pattern in WEIGHTS for file in folder.rglob(pattern))
    whole = hashlib.sha256()
    for file in files:
        with file.open("rb") as weights:
            whole.update(hashlib.file_digest(weights, "sha256").digest())
    return whole.hexdigest()[:12]


def _readable(text: str) -> str:
    return text.replace("\0", " ").strip().encode("utf-8", "replace").decode()
