"""Anthropic's messages: the schema is that of a tool that the model has to call."""

from typing import Any

import orjson

from contracts.provider import LanguageProvider
from pipelines.providers.completion import (
    MOST_TOKENS,
    SECONDS,
    Completion,
    CutOff,
    Refused,
    Schema,
    as_documented,
    calling,
)

TOOL = "answer"


class Claude:
    """A model of Anthropic's."""

    def __init__(self, provider: LanguageProvider) -> None:
        import anthropic

        self.provider: str = provider.name
        self.model = provider.model
        self._package: Any = anthropic
        key, url = provider.key.get_secret_value(), provider.base_url or None
        self._client: Any = anthropic.AsyncAnthropic(api_key=key, base_url=url, timeout=SECONDS, max_retries=0)

    async def complete(self, system: str, user: str, schema: Schema) -> Completion:
        """The answer, as LanguageModel says."""
        with calling(self._package, self.provider):
            answer = await self._client.messages.create(
                model=self.model,
                system=system,
                messages=[{"role": "user", "content": user}],
                tools=[{"name": TOOL, "description": "Takes the answer.", "input_schema": schema}],
                tool_choice={"type": "tool", "name": TOOL},
                max_tokens=MOST_TOKENS,
            )
        with as_documented(self.provider):
            return _completion(answer)


def _completion(answer: Any) -> Completion:
    if answer.stop_reason == "max_tokens":
        raise CutOff
    if answer.stop_reason == "refusal":
        raise Refused
    said = next((orjson.dumps(block.input).decode() for block in answer.content if block.type == "tool_use"), "")
    return Completion(said, answer.usage.input_tokens, answer.usage.output_tokens)
