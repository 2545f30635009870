"""Provider: a model that an installation uses for a task, and how it is reached. One typed list of the settings.

What runs here without any is not in it: moods are read, names and facts found by what comes along.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, SecretStr


class RerankProvider(BaseModel, extra="forbid", frozen=True):
    """A cross-encoder that orders what search found, by the name it has on its hub or by its folder."""

    task: Literal["rerank"]
    model: str = Field(min_length=1, max_length=500)


class SentimentProvider(BaseModel, extra="forbid", frozen=True):
    """Who reads moods: `centroid`, or `cautious`, to whom all is neutral that is not plain."""

    task: Literal["sentiment"]
    name: str = Field(min_length=1, max_length=100)


class LanguageProvider(BaseModel, extra="forbid", frozen=True):
    """A language model: who runs it, which one it is, and the key that opens it.

    `base_url` is where another server speaks as that provider does; one on a private address is named in
    `outbound_allow`. Prices are US dollars for a million tokens, where the table of those that we know has none.
    """

    task: Literal["language"]
    name: Literal["groq", "gemini", "openai", "anthropic"]
    model: str = Field(min_length=1, max_length=200)
    key: SecretStr = Field(min_length=1, max_length=500)
    base_url: str = Field("", max_length=500)
    input_price: float | None = Field(None, ge=0, le=10_000)
    output_price: float | None = Field(None, ge=0, le=10_000)


Provider = Annotated[RerankProvider | SentimentProvider | LanguageProvider, Field(discriminator="task")]
