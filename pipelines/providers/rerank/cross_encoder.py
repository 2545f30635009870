"""Reads a question together with each text and says how well they fit: dearer than any fusion, and better.

`{"task": "rerank", "model": "BAAI/bge-reranker-v2-m3"}`, or a folder, in the setting `providers`. Some 30 texts of
a chat take a tenth of a second on a good processor and a second on a poor one, so whoever asks sets a deadline.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

MAX_TOKENS = 512
BATCH = 32


class CrossEncoderReranker:
    """A cross-encoder by the name it has on its hub, or by its folder."""

    def __init__(self, model: str) -> None:
        self.model = model

    def score(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers the question, 0 to 1."""
        if not texts:
            return []
        pairs = [(question, text) for text in texts]
        return [float(one) for one in self._loaded.predict(pairs, batch_size=BATCH, show_progress_bar=False)]

    @cached_property
    def _loaded(self) -> Any:
        from sentence_transformers import CrossEncoder
        from torch.nn import Sigmoid

        return CrossEncoder(self.model, device="cpu", max_length=MAX_TOKENS, activation_fn=Sigmoid())
