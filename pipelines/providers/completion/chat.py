"""OpenAI's chat completions, and Groq's, which speaks the same."""

from importlib import import_module
from typing import Any

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

_CLIENTS = {"openai": "AsyncOpenAI", "groq": "AsyncGroq"}


class Chat:
    """A model that is asked by chat completions, with the schema as its response format."""

    def __init__(self, provider: LanguageProvider) -> None:
        self.provider: str = provider.name
        self.model = provider.model
        self._package: Any = import_module(provider.name)
        key, url = provider.key.get_secret_value(), provider.base_url or None
        client = getattr(self._package, _CLIENTS[provider.name])
        self._client: Any = client(api_key=key, base_url=url, timeout=SECONDS, max_retries=0)

    async def complete(self, system: str, user: str, schema: Schema) -> Completion:
        """The answer, as LanguageModel says."""
        with calling(self._package, self.provider):
            answer = await self._client.chat.completions.create(
                model=self.model,
                messages=[{"role": "system", "content": system}, {"role": "user", "content": user}],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": "answer", "strict": True, "schema": schema},
                },
                max_completion_tokens=MOST_TOKENS,
            )
        with as_documented(self.provider):
            return _completion(answer)


def _completion(answer: Any) -> Completion:
    choice = answer.choices[0]
    if choice.finish_reason == "length":
        raise CutOff
    if choice.finish_reason == "content_filter" or getattr(choice.message, "refusal", None):
        raise Refused
    used = answer.usage
    return Completion(choice.message.content or "", used.prompt_tokens, used.completion_tokens)
