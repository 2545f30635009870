"""Asks the shops' memory: through the REST door, through MCP, and from the wrong side of the fence."""

from dataclasses import dataclass

import httpx

from api.demo.agent import agent
from api.demo.stage import Stage
from contracts.crm.search import Hit, SearchResult
from pipelines.demo import Question

SHOWN = 3
"""Answers that are asked for; the right one must be among them."""

TRIES = 10


@dataclass(frozen=True)
class Answer:
    """What a question found, and how long that took, in seconds."""

    question: Question
    hits: list[Hit]
    seconds: float

    @property
    def right(self) -> bool:
        """Whether the message that was hidden for it is among them."""
        return any(self.question.answer_contains in hit.text for hit in self.hits)


async def wake(client: httpx.AsyncClient, url: str, stage: Stage) -> None:
    """Ask both doors something until they know what it means: a model is loaded when it is first needed."""
    for _ in range(TRIES):
        response = await client.post("/api/v1/search", json={"q": "Bom dia!", "limit": 1}, headers=stage.headers)
        if SearchResult.model_validate_json(response.raise_for_status().content).by_meaning:
            break
    async with agent(url, stage) as asked:
        for _ in range(TRIES):
            if (await asked.search("Bom dia!", limit=1)).by_meaning:
                break


async def ask(client: httpx.AsyncClient, stage: Stage, question: Question) -> Answer:
    """Ask through `POST /api/v1/search`."""
    response = await client.post("/api/v1/search", json={"q": question.text, "limit": SHOWN}, headers=stage.headers)
    response.raise_for_status()
    return Answer(question, SearchResult.model_validate_json(response.content).hits, response.elapsed.total_seconds())


async def ask_as_agent(url: str, stage: Stage, question: Question) -> list[Hit]:
    """Ask through the tool `search_memory` of the MCP server at `url`, with the official client."""
    async with agent(url, stage) as asked:
        return (await asked.search(question.text, limit=SHOWN)).hits


async def trespass(client: httpx.AsyncClient, owner: Stage, stranger: Stage, answer: Answer) -> int:
    """How many messages of the other side the owner and a stranger get, who asks the same and knows the ids."""
    asked = await ask(client, stranger, answer.question)
    return await _opened(client, owner, asked.hits) + await _opened(client, stranger, answer.hits)


async def _opened(client: httpx.AsyncClient, stage: Stage, hits: list[Hit]) -> int:
    """How many of these messages a stage can fetch; a foreign one answers as a missing one."""
    count = 0
    for hit in hits:
        response = await client.get(f"/api/v1/crm/messages/{hit.message_id}", headers=stage.headers)
        count += response.status_code != httpx.codes.NOT_FOUND
    return count
