"""Models behind small protocols, and the tables from which an installation chooses one by name.

A provider is imported when it is chosen: its packages are heavy, and most processes use one or two of them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from contracts.crm.claim import Claim
from contracts.crm.enrichment import Entity, SentimentResult
from contracts.errors import Invalid

FactoryT = TypeVar("FactoryT")

Vectors = npt.NDArray[np.float32]
"""One row per text, or a single vector."""

DIMENSIONS = 768
"""Of every vector in the database. A shorter model is padded with zeros, which leaves the cosine as it is."""


class Embedder(Protocol):
    """Turns texts into vectors of length 1 whose cosine says how near their meanings are.

    A text of white space has the zero vector: pgvector keeps it out of the index, so nothing is near to it. Vectors of
    two models, or of two versions of one, must not be compared.
    """

    name: str
    model: str
    dimensions: int
    instant: bool
    """It takes a millisecond or two for a text, so a message is recorded with its vector. Others get theirs later."""
    price_micros: int
    """Millionths of a US dollar for a million characters; 0 where it runs here."""

    @property
    def version(self) -> str:
        """Which one of that name it is."""
        ...

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The vectors of texts to be found, as an array (texts, dimensions)."""
        ...

    def embed_query(self, text: str) -> Vectors:
        """The vector of a question, as an array (dimensions,). Some models prepare questions in another way."""
        ...


def identity(embedder: Embedder) -> str:
    """What vectors must share to be compared: the model and its version."""
    return f"{embedder.model}@{embedder.version}"


class Model(Protocol):
    """Who understood something, and for how much: millionths of a US dollar a text, 0 where it runs here."""

    provider: str
    model: str
    version: str
    price_micros: int


class Sentiment(Model, Protocol):
    """Reads the mood of texts from the vectors that the search already has of them."""

    def classify(self, vectors: Vectors) -> list[SentimentResult]:
        """The mood of each row of an array (texts, dimensions)."""
        ...


class Entities(Model, Protocol):
    """Finds what a text names: documents, phones, addresses, money, dates."""

    def extract(self, text: str, language: str | None, at: datetime) -> list[Entity]:
        """The entities of a text in the order in which they stand; none overlaps another.

        `at` is when the text was said (aware): "amanhã" is the day after it.
        """
        ...


class Facts(Model, Protocol):
    """Finds what a message says of its writer."""

    def extract(
        self,
        text: str,
        at: datetime,
        language: str | None = None,
        *,
        from_me: bool = False,
        entities: Sequence[Entity] | None = None,
    ) -> list[Claim]:
        """The claims of a text in the order in which they stand; of what we said ourselves (`from_me`) there are none.

        `at` is when it was said (aware). `entities` is what it names, where that is known already.
        """
        ...


def read_by(facts: Facts) -> str:
    """What facts are kept under: the model and its version."""
    return f"{facts.model}@{facts.version}"


class UnknownProvider(Invalid):
    """No provider has that name."""


def _use(data_dir: Path, _: str) -> Embedder:
    from pipelines.providers.embedding.use import MultilingualUse

    return MultilingualUse.open(data_dir)


def _hashing(_: Path, __: str) -> Embedder:
    from pipelines.providers.embedding.hashing import Hashing

    return Hashing()


def _sentence(_: Path, model: str) -> Embedder:
    from pipelines.providers.embedding.sentence import SentenceEmbedder

    if not model:
        raise UnknownProvider("Say which model: sentence-transformers:NAME, or sentence-transformers:FOLDER.")
    return SentenceEmbedder(model)


def _vertex(_: Path, named: str) -> Embedder:
    from pipelines.providers.embedding.vertex import Vertex

    return Vertex(named)


def _centroid(embedder: Embedder) -> Sentiment:
    from pipelines.providers.sentiment.centroid import NearestCentroid

    return NearestCentroid.of(embedder)


def _cautious(embedder: Embedder) -> Sentiment:
    from pipelines.providers.sentiment.centroid import NearestCentroid

    return NearestCentroid.of(embedder, cautious=True)


def _rules() -> Entities:
    from pipelines.providers.entities.rules import RuleEntities

    return RuleEntities()


def _fact_rules() -> Facts:
    from pipelines.providers.facts.rules import RuleFacts

    return RuleFacts()


EMBEDDERS: dict[str, Callable[[Path, str], Embedder]] = {
    "use": _use, "hashing": _hashing, "sentence-transformers": _sentence, "vertex": _vertex
}  # fmt: skip
SENTIMENTS: dict[str, Callable[[Embedder], Sentiment]] = {"centroid": _centroid, "cautious": _cautious}
ENTITIES: dict[str, Callable[[], Entities]] = {"rules": _rules}
FACTS: dict[str, Callable[[], Facts]] = {"rules": _fact_rules}


def choose_embedder(name: str, data_dir: Path) -> Embedder:
    """The embedder of that name, after a colon that of its model. Raises UnknownProvider, and ModelMissing when the
    model's file was not fetched.
    """
    provider, _, model = name.partition(":")
    return _from_table(EMBEDDERS, provider)(data_dir, model)


def choose_sentiment(name: str, embedder: Embedder) -> Sentiment:
    """The sentiment provider of that name, for the vectors of one embedder. Raises UnknownProvider."""
    return _from_table(SENTIMENTS, name)(embedder)


def choose_entities(name: str) -> Entities:
    """The entity provider of that name. Raises UnknownProvider."""
    return _from_table(ENTITIES, name)()


def choose_facts(name: str) -> Facts:
    """The fact provider of that name. Raises UnknownProvider."""
    return _from_table(FACTS, name)()


def _from_table(table: Mapping[str, FactoryT], name: str) -> FactoryT:
    if name not in table:
        raise UnknownProvider(f"No provider is called {name}. There are: {', '.join(table)}.")
    return table[name]
