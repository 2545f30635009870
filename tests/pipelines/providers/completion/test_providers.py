from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from contracts.errors import Invalid
from contracts.provider import LanguageProvider
from contracts.settings import Settings
from memory.recall.talks import Spoken
from pipelines.providers.completion import Busy, Completion, CutOff, Price, Refused, Unfit, open_model, price_of
from pipelines.providers.completion.chain import Chain
from pipelines.providers.facts.talk import TalkFacts

from .conftest import KEY, Answer, chat, claude, gemini

SCHEMA = {
    "type": "object",
    "properties": {"claims": {"type": "array", "items": {"type": "string"}}},
    "required": ["claims"],
    "additionalProperties": False,
}


@dataclass(frozen=True)
class Vendor:
    """How a provider is spoken to, and how it answers."""

    name: str
    path: str
    answer: Any
    key: str
    cut_off: str
    refuses: Any
    schema: Any

    def provider(self, server, **more):
        url = server.url + ("/v1" if self.name == "openai" else "")
        return LanguageProvider(task="language", name=self.name, model="m", key=KEY, base_url=url, **more)


def of_chat(body):
    return body["response_format"]["json_schema"]["schema"]


VENDORS = [
    Vendor("openai", "/v1/chat/completions", chat, "authorization", "length", lambda: chat("", refusal="No."), of_chat),
    Vendor("groq", "/openai/v1/chat/completions", chat, "authorization", "length", lambda: chat("", "content_filter"), of_chat),
    Vendor("anthropic", "/v1/messages", claude, "x-api-key", "max_tokens", lambda: claude("No.", "refusal"), lambda body: body["tools"][0]["input_schema"]),
    Vendor("gemini", "/v1beta/models/m:generateContent", gemini, "x-goog-api-key", "MAX_TOKENS", lambda: gemini("", "SAFETY"),
           lambda body: body["generationConfig"]["responseJsonSchema"]),
]  # fmt: skip


@pytest.fixture(params=VENDORS, ids=lambda vendor: vendor.name)
def vendor(request):
    return request.param


@pytest.fixture
def ask(vendor, serving):
    """`await ask(Answer(…))`: what comes of asking the vendor who answers so, and the requests that it got."""

    async def ask(*answers):
        async with serving(*answers) as server:
            model = open_model(vendor.provider(server), server.allow)
            return await model.complete("the rules", "the question", SCHEMA), server.asked

    return ask


async def test_a_question_is_asked_as_the_provider_documents_it_with_the_schema_of_the_answer(vendor, ask):
    completion, (asked,) = await ask(Answer(vendor.answer({"claims": ["a"]})))
    assert completion == Completion('{"claims":["a"]}', 120, 30)
    assert asked.path.partition("?")[0] == vendor.path
    assert vendor.schema(asked.body) == SCHEMA
    sent = str(asked.body)
    assert "the rules" in sent
    assert "the question" in sent
    assert KEY in asked.headers.get(vendor.key, asked.headers.get("authorization", ""))
    assert KEY not in sent + asked.path


@pytest.mark.parametrize("status", [408, 409, 429, 500, 503, 529, 401, 403, 404])
async def test_what_may_pass_and_what_the_operator_has_to_put_right_can_be_asked_again(ask, status):
    with pytest.raises(Busy) as busy:
        await ask(Answer({"error": {"message": "no", "type": "t"}}, status))
    assert busy.value.after is None
    assert KEY not in str(busy.value)


async def test_it_is_heard_when_a_provider_wants_to_be_asked_again(ask):
    with pytest.raises(Busy) as busy:
        await ask(Answer({"error": {"message": "slow down"}}, 429, {"Retry-After": "7"}))
    assert busy.value.after == 7


@pytest.mark.parametrize("status, what", [(400, Unfit), (422, Unfit), (413, CutOff)])
async def test_a_request_that_will_never_do_is_not_asked_again(ask, status, what):
    with pytest.raises(what):
        await ask(Answer({"error": {"message": "no"}}, status))


async def test_an_answer_that_was_cut_off_is_none(vendor, ask):
    with pytest.raises(CutOff):
        await ask(Answer(vendor.answer({"claims": []}, vendor.cut_off)))


async def test_a_refusal_is_told_as_one(vendor, ask):
    with pytest.raises(Refused):
        await ask(Answer(vendor.refuses()))


@pytest.mark.parametrize(
    "answer",
    [Answer(b"<html>", headers={"Content-Type": "text/html"}), Answer(b'{"id": '), Answer({}, lost=True), Answer({})],
)
async def test_whoever_answers_something_else_or_not_at_all_is_busy(ask, answer):
    with pytest.raises(Busy):
        await ask(answer)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9", "https://10.0.0.1", "https://metadata.google.internal", "ftp://example.com"]
)
def test_an_address_within_our_own_network_is_not_called_unless_it_is_allowed(url):
    provider = LanguageProvider(task="language", name="openai", model="m", key=KEY, base_url=url)
    with pytest.raises(Invalid):
        open_model(provider)


def test_a_price_is_of_the_table_unless_the_settings_say_another():
    known = LanguageProvider(task="language", name="gemini", model="gemini-2.5-flash", key=KEY)
    assert price_of(known) == Price(300_000, 2_500_000)
    assert price_of(known.model_copy(update={"input_price": 0.1})) == Price(100_000, 2_500_000)
    assert price_of(known.model_copy(update={"model": "unheard-of"})) == Price(0, 0)
    assert Price(300_000, 2_500_000).of(Completion("", 1_000, 100)) == 550
    assert Price(300_000, 0).of(Completion("", 1, 0)) == 1


def test_a_key_is_not_shown():
    assert KEY not in repr(LanguageProvider(task="language", name="groq", model="m", key=KEY))


async def test_the_settings_lead_to_facts_by_the_provider_that_answers(serving):
    claim = {
        "message": 0, "quote": "cansada de planilha", "predicate": "pain_point", "value": "planilha", "modality": "asserted",
        "polarity": 1, "act": "state", "replaces": "", "changed": False, "confidence": 0.8,
    }  # fmt: skip
    full, well = (
        Answer({"error": {"message": "full"}}, 429, {"Retry-After": "600"}),
        Answer(claude({"claims": [claim]})),
    )
    async with serving(full) as first, serving(well) as second:
        said = {"task": "language", "model": "m", "key": KEY, "input_price": 1.0, "output_price": 10.0}
        told = [said | {"name": "groq", "base_url": first.url}, said | {"name": "anthropic", "base_url": second.url}]
        settings = Settings(_env_file=None, providers=told, outbound_allow=[*first.allow, *second.allow])
        spoken = Spoken(message_id=UUID(int=1), at=datetime(2026, 3, 2, tzinfo=UTC), text="tô cansada de planilha")
        (read,) = await TalkFacts(Chain.of(settings)).read([spoken])
    assert [(one.predicate, one.value) for one in read.claims] == [("pain_point", "planilha")]
    assert (read.answer.provider, read.answer.attempted, read.answer.cost_micros) == ("anthropic", ("groq",), 420)
    assert (len(first.asked), len(second.asked)) == (1, 1)
    assert "cansada de planilha" in str(second.asked[0].body["messages"])
