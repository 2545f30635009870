"""Provider: a model that an installation uses for a task, and how it is reached. One typed list of the settings.

What runs here without any is not in it: moods are read, names and facts found by what comes along.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field


class RerankProvider(BaseModel, extra="forbid", frozen=True):
    """A cross-encoder that orders what search found, by the name it has on its hub or by its folder."""

    task: Literal["rerank"]
    model: str = Field(min_length=1, max_length=500)


class SentimentProvider(BaseModel, extra="forbid", frozen=True):
    """Who reads moods: `centroid`, or `cautious`, to whom all is neutral that is not plain."""

    task: Literal["sentiment"]
    name: str = Field(min_length=1, max_length=100)


Provider = Annotated[RerankProvider | SentimentProvider, Field(discriminator="task")]
