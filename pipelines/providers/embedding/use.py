"""Universal Sentence Encoder multilingual 3 as an int8 ONNX graph: the default, offline, for pt, es and en.

About 1.3 ms of processor a short text in batches. Its cosines are low (a right answer scores about 0.22, an unrelated
one 0.05): rank by them, and set no absolute threshold. The vector of a text differs slightly with its companions in the
batch (cosine above 0.98, mostly 0.997), because the int8 graph scales its activations per batch.
"""

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np

from pipelines import models
from pipelines.providers import DIMENSIONS, Vectors

MODEL = "use-multilingual-3-int8"
BATCH = 32
MAX_CHARS = 3_200
"""What is read of a text: a piece of 512 tokens (memory/recall/chunk.py), which takes 10 ms."""


class MultilingualUse:
    """The offline embedder. The graph (250 MB in memory) is loaded at the first text."""

    name = "use"
    model = MODEL
    dimensions = DIMENSIONS
    instant = True
    price_micros = 0

    def __init__(self, file: Path, version: str) -> None:
        self.version = version
        self._file = file

    @classmethod
    def open(cls, data_dir: Path) -> Self:
        """The embedder over the model in the data folder. Raises ModelMissing when it was not fetched."""
        file = models.locate(data_dir, MODEL)
        digest = next(model.file_sha256 for model in models.MODELS if model.name == MODEL)
        return cls(file, f"{digest[:12]}.2")  # .2: how `prepare` reads a text

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of the texts. Texts of like length share a batch, which spares padding."""
        prepared = [prepare(text) for text in texts]
        order = sorted((i for i, text in enumerate(prepared) if text), key=lambda i: len(prepared[i]))
        vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        for begin in range(0, len(order), BATCH):
            batch = order[begin : begin + BATCH]
            found = self._run([prepared[i] for i in batch])
            vectors[batch, : found.shape[1]] = found
        return vectors

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question: this model makes no difference between questions and answers."""
        vector: Vectors = self.embed([text])[0]
        return vector

    def _run(self, texts: list[str]) -> Vectors:
        outputs: Vectors = self._session.run(["outputs"], {"inputs": np.array(texts, dtype=object)})[0]
        normal: Vectors = outputs / np.linalg.norm(outputs, axis=1, keepdims=True)
        return normal

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        import onnxruntime_extensions

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1  # processes scale better than threads here, and leave the core to others
        options.inter_op_num_threads = 1
        options.register_custom_ops_library(onnxruntime_extensions.get_library_path())
        return onnxruntime.InferenceSession(str(self._file), options, providers=["CPUExecutionProvider"])


def prepare(text: str) -> str:
    """What the model reads of a text: cut, without what the tokenizer refuses, and not shouted.

    The model takes "QUERO CANCELAR" for something else than "quero cancelar" (cosine 0.2).
    """
    readable = text.replace("\0", " ").strip()[:MAX_CHARS].encode("utf-8", "replace").decode()
    shouted = sum(char.isupper() for char in readable) > sum(char.islower() for char in readable)
    return readable.lower() if shouted else readable
