"""Language models behind one protocol: asked a question, they answer in JSON of a given schema.

What they are asked about is data that strangers wrote, so whoever asks marks it as that, and believes no answer that it
has not checked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from connectors.http import check_url
from contracts.errors import Unavailable, VentrosError
from contracts.provider import LanguageProvider

Schema = dict[str, Any]
"""A JSON schema of an object, of what all providers take: every property required, no others allowed."""

MOST_TOKENS = 4_096
"""An answer of more is cut off."""

SECONDS = 60.0
"""How long one answer may take."""


class Busy(Unavailable):
    """The language model does not answer at the moment."""

    def __init__(self, message: str | None = None, after: float | None = None) -> None:
        """`after` is in how many seconds it wants to be asked again, where it said so."""
        super().__init__(message)
        self.after = after


class Refused(VentrosError):
    """The language model does not want to answer this."""


class Malformed(VentrosError):
    """The language model did not answer with JSON of the form that it was asked for."""


class Unfit(VentrosError):
    """The language model's provider calls the request wrong."""

    quotes = False


class CutOff(VentrosError):
    """The answer of the language model was cut off, or the question was too long: ask less at once."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a model answered, and how many tokens it read and wrote."""

    text: str
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Price:
    """Millionths of a US dollar for a million tokens read, and for a million written."""

    input: int
    output: int

    def of(self, completion: Completion) -> int:
        """What an answer costs, in millionths of a US dollar, rounded up."""
        told = completion.input_tokens * self.input + completion.output_tokens * self.output
        return -(-told // 1_000_000)


class LanguageModel(Protocol):
    """One model of one provider."""

    provider: str
    model: str

    async def complete(self, system: str, user: str, schema: Schema) -> Completion:
        """The answer to what the user says, by the rules of the system.

        Raises Busy for what may pass (a limit, an outage, a time-out, and a key or a model that the operator has to put
        right), Refused, CutOff, and Unfit for a request that will never do.
        """
        ...


PRICES: dict[tuple[str, str], tuple[float, float]] = {
    ("groq", "openai/gpt-oss-20b"): (0.075, 0.30),
    ("groq", "openai/gpt-oss-120b"): (0.15, 0.60),
    ("groq", "llama-3.3-70b-versatile"): (0.59, 0.79),
    ("gemini", "gemini-2.5-flash"): (0.30, 2.50),
    ("gemini", "gemini-2.5-flash-lite"): (0.10, 0.40),
    ("openai", "gpt-4.1-mini"): (0.40, 1.60),
    ("openai", "gpt-4o-mini"): (0.15, 0.60),
    ("anthropic", "claude-haiku-4-5"): (1.00, 5.00),
    ("anthropic", "claude-sonnet-4-5"): (3.00, 15.00),
}
"""US dollars for a million tokens, read and written, as the providers publish them. They change, and the settings can
say others. A model of which nobody knows a price counts as free."""


def price_of(provider: LanguageProvider) -> Price:
    """What a model costs: by the settings, else by the table."""
    known = PRICES.get((provider.name, provider.model), (0.0, 0.0))
    said = (provider.input_price, provider.output_price)
    read, wrote = (mine if mine is not None else its for mine, its in zip(said, known, strict=True))
    return Price(round(read * 1_000_000), round(wrote * 1_000_000))


def open_model(provider: LanguageProvider, allow: Sequence[str] = ()) -> LanguageModel:
    """The model that a provider of the settings names.

    Raises Invalid for a `base_url` that may not be called: https and public, or named in `allow`.
    """
    if provider.base_url:
        check_url(provider.base_url, allow)
    return _OPEN[provider.name](provider)


def refusal(status: int, after: str | None, who: str) -> VentrosError:
    """What an HTTP status of a provider means. `after` is its Retry-After, in seconds."""
    if status == 413:
        return CutOff()
    if status in (400, 422):
        return Unfit(f"{who} calls the request wrong ({status}).")
    return Busy(f"{who} answers {status}.", _seconds(after))


@contextmanager
def calling(package: Any, who: str) -> Iterator[None]:
    """While a provider is asked through its SDK (both are made by Stainless). Raises what `refusal` says, and Busy."""
    try:
        yield
    except package.APIStatusError as error:
        raise refusal(error.status_code, error.response.headers.get("retry-after"), who) from None
    except (package.APIError, ValueError) as error:  # not reached, not in time, or no JSON
        raise Busy(f"{who} gives no answer ({type(error).__name__}).") from None


@contextmanager
def as_documented(who: str) -> Iterator[None]:
    """While an answer is taken apart. Raises Busy where it is none: a proxy, or who is in trouble, may say anything."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise Busy(f"{who} answers something else ({type(error).__name__}).") from None


def _seconds(after: str | None) -> float | None:
    try:
        return max(0.0, float(after)) if after else None
    except ValueError:  # a date: rare, and as good as none
        return None


def _chat(provider: LanguageProvider) -> LanguageModel:
    from pipelines.providers.completion.chat import Chat

    return Chat(provider)


def _gemini(provider: LanguageProvider) -> LanguageModel:
    from pipelines.providers.completion.gemini import Gemini

    return Gemini(provider)


def _claude(provider: LanguageProvider) -> LanguageModel:
    from pipelines.providers.completion.claude import Claude

    return Claude(provider)


_OPEN: dict[str, Callable[[LanguageProvider], LanguageModel]] = {
    "groq": _chat, "openai": _chat, "gemini": _gemini, "anthropic": _claude
}  # fmt: skip
