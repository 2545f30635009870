"""What models make of a text: its vector, and from the same vector its mood; what it names, and what it claims."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from time import perf_counter
from typing import Self

import numpy as np

from contracts.crm.claim import Claim
from contracts.crm.enrichment import NEUTRAL, Entity, SentimentResult
from contracts.settings import Settings
from memory.recall.chunk import Chunk, pieces
from memory.recall.items import Known, Piece
from pipelines.providers import (
    Embedder,
    Entities,
    Facts,
    Sentiment,
    Vectors,
    choose_embedder,
    choose_entities,
    choose_facts,
    choose_sentiment,
    identity,
)
from pipelines.providers.language import detect

REMEMBERED = 4096
"""Vectors kept by text, about 12 MB: what the stream repeats (redelivery, "ok", "obrigado") is embedded once."""


@dataclass(frozen=True)
class Text:
    """A text to understand, with when it was said, and whether it was said by us."""

    text: str
    at: datetime
    language: str | None = None
    from_me: bool = False


@dataclass(frozen=True)
class Understood:
    """What came of a text. `content_hash` is the SHA-256 of its UTF-8 bytes.

    A long text has a vector for each of its pieces; `vector` is that of the first. Without one, because the embedder is
    away, its mood is not known either. The milliseconds are the text's share of its batch, without those for the
    vector, which the search needs anyway.
    """

    content_hash: bytes
    vector: Vectors | None
    sentiment: SentimentResult | None
    entities: list[Entity]
    claims: list[Claim]
    sentiment_ms: float
    entities_ms: float
    pieces: tuple[Piece, ...] = ()


class Understanding:
    """The providers of a process. A replay may do without sentiment, entities or facts."""

    def __init__(
        self, embedder: Embedder, sentiment: Sentiment | None, entities: Entities | None, facts: Facts | None = None
    ) -> None:
        self.embedder, self.sentiment, self.entities, self.facts = embedder, sentiment, entities, facts
        self._vectors: OrderedDict[bytes, Vectors] = OrderedDict()
        self._remembering = threading.Lock()

    @classmethod
    def of(cls, settings: Settings, embedder: Embedder | None = None) -> Self:
        """Those that the settings name, but for an embedder that is given. Raises ModelMissing."""
        embedder = embedder or choose_embedder(settings.embedder, settings.data_dir)
        sentiment = choose_sentiment(settings.sentiment, embedder)
        return cls(embedder, sentiment, choose_entities("rules"), choose_facts("rules"))

    def understand(self, texts: Sequence[Text]) -> list[Understood]:
        """Embed the texts that are new in one batch, then read mood, names and claims."""
        if not texts:
            return []
        hashes = [sha256(one.text.encode()).digest() for one in texts]
        parts = [_parts(one.text) for one in texts]
        made = iter(self._embed([said for of in parts for _, said in of]))
        pieced = [[(part, next(made)) for part, _ in of] for of in parts]
        vectors = [of[0][1] for of in pieced]
        began = perf_counter()
        moods = self.sentiment.classify(np.stack(vectors)) if self.sentiment else [NEUTRAL] * len(texts)
        read = self._read(texts, hashes, vectors, moods, perf_counter() - began)
        return [replace(one, pieces=_pieces(of)) if len(of) > 1 else one for one, of in zip(read, pieced, strict=True)]

    def read(self, texts: Sequence[Text]) -> list[Understood]:
        """What texts name and claim, while nobody can say what they mean."""
        nothing = [None] * len(texts)
        return self._read(texts, [sha256(one.text.encode()).digest() for one in texts], nothing, nothing, 0.0)

    def _read(
        self,
        texts: Sequence[Text],
        hashes: Sequence[bytes],
        vectors: Sequence[Vectors | None],
        moods: Sequence[SentimentResult | None],
        feeling: float,
    ) -> list[Understood]:
        began = perf_counter()
        named = [self._named(one) for one in texts]
        took = [1000 * seconds / len(texts) for seconds in (feeling, perf_counter() - began)] if texts else []
        claimed = [self._claimed(one, entities) for one, entities in zip(texts, named, strict=True)]
        found = zip(hashes, vectors, moods, named, claimed, strict=True)
        return [
            Understood(of, vector, mood, entities, claims, sentiment_ms=took[0], entities_ms=took[1])
            for of, vector, mood, entities, claims in found
        ]

    def _claimed(self, one: Text, entities: list[Entity]) -> list[Claim]:
        named = entities if self.entities else None
        return (
            self.facts.extract(one.text, one.at, one.language, from_me=one.from_me, entities=named)
            if self.facts
            else []
        )

    def _named(self, one: Text) -> list[Entity]:
        return self.entities.extract(one.text, one.language or detect(one.text), one.at) if self.entities else []

    def know(self, vectors: Mapping[bytes, Vectors]) -> None:
        """Take over vectors that the embedder made before, by the SHA-256 of their texts."""
        self._remember(vectors)

    def known(self, texts: Iterable[str]) -> Known:
        """The vectors of those of the texts, or of their pieces, that were embedded lately."""
        said = [said for text in texts for _, said in _parts(text)]
        found = {one: self._vectors.get(sha256(one.encode()).digest()) for one in said}
        return Known(identity(self.embedder), {text: made for text, made in found.items() if made is not None})

    def foresee(self, texts: Sequence[str]) -> None:
        """Embed texts that will have to be understood in a moment. May be called from another thread."""
        self._embed([said for text in texts for _, said in _parts(text)])

    def _embed(self, texts: Sequence[str]) -> list[Vectors]:
        hashes = [sha256(text.encode()).digest() for text in texts]
        known = {key: vector for key in hashes if (vector := self._vectors.get(key)) is not None}
        if new := {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}:
            found = dict(zip(new, _as_kept(self.embedder.embed(list(new.values()))), strict=True))
            self._remember(found)
            known |= found
        return [known[key] for key in hashes]

    def _remember(self, found: Mapping[bytes, Vectors]) -> None:
        with self._remembering:
            self._vectors.update(found)
            while len(self._vectors) > REMEMBERED:
                self._vectors.popitem(last=False)


def _parts(text: str) -> list[tuple[Chunk, str]]:
    """What a model is to read of a text, piece by piece."""
    return [(part, part.said(text)) for part in pieces(text)] or [(Chunk(0, len(text)), text)]


def _pieces(of: list[tuple[Chunk, Vectors]]) -> tuple[Piece, ...]:
    return tuple(Piece(part.start, part.end, vector) for part, vector in of)


def _as_kept(vectors: Vectors) -> Vectors:
    """As the database keeps them, in half the precision: a mood that is read from them later comes out the same."""
    return vectors.astype(np.float16).astype(np.float32)
