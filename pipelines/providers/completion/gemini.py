"""Google's Gemini by its API key."""

from typing import Any

from contracts.provider import LanguageProvider
from pipelines.providers.completion import (
    MOST_TOKENS,
    SECONDS,
    Busy,
    Completion,
    CutOff,
    Refused,
    Schema,
    as_documented,
    refusal,
)

_UNWANTED = ("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "RECITATION")


class Gemini:
    """A model of Google's."""

    def __init__(self, provider: LanguageProvider) -> None:
        from google import genai
        from google.genai import errors, types

        self.provider: str = provider.name
        self.model = provider.model
        self._errors, self._types = errors, types
        options = types.HttpOptions(base_url=provider.base_url or None, timeout=int(SECONDS * 1000))
        self._client: Any = genai.Client(api_key=provider.key.get_secret_value(), http_options=options)

    async def complete(self, system: str, user: str, schema: Schema) -> Completion:
        """The answer, as LanguageModel says."""
        config = self._types.GenerateContentConfig(
            system_instruction=system,
            response_mime_type="application/json",
            response_json_schema=schema,
            max_output_tokens=MOST_TOKENS,
        )
        try:
            answer = await self._client.aio.models.generate_content(model=self.model, contents=user, config=config)
        except self._errors.APIError as error:
            headers = getattr(getattr(error, "response", None), "headers", None) or {}
            raise refusal(error.code, headers.get("retry-after"), self.provider) from None
        except (OSError, ValueError, self._lost()) as error:
            raise Busy(f"{self.provider} gives no answer ({type(error).__name__}).") from None
        with as_documented(self.provider):
            return _completion(answer)

    def _lost(self) -> type[Exception]:
        """What its HTTP client raises when nobody answers."""
        import httpx

        return httpx.HTTPError


def _completion(answer: Any) -> Completion:
    if answer.prompt_feedback and answer.prompt_feedback.block_reason:
        raise Refused
    reason = getattr(answer.candidates[0].finish_reason, "name", "")
    if reason == "MAX_TOKENS":
        raise CutOff
    if reason in _UNWANTED:
        raise Refused
    used = answer.usage_metadata
    written = (used.candidates_token_count or 0) + (used.thoughts_token_count or 0)
    return Completion(answer.text or "", used.prompt_token_count or 0, written)
