"""Sending and finding through a server that speaks WAHA's wire format."""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import httpx
import pytest

from connectors.waha.connector import Waha
from connectors.waha.sandbox import Sandbox, serve
from contracts.connector import Connector, Outgoing, Receipt
from contracts.errors import Invalid, OutcomeUnknown, Rejected

CHAT = "5531900000001@c.us"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with serve() as running:
        yield running


@pytest.fixture
def waha(sandbox) -> Connector:
    return Waha(allow=[sandbox.base_url.removeprefix("http://")], timeout=5)


@pytest.fixture
def settings(sandbox) -> dict[str, Any]:
    return {"base_url": sandbox.base_url, "api_key": sandbox.api_key}


def outgoing(
    text: str, name: str = "3EB0000000000000000001", chat: str = CHAT, reply_to: str | None = None
) -> Outgoing:
    return Outgoing(chat, text, name, reply_to)


async def test_a_text_is_taken_under_the_id_that_we_ask_for(waha, settings, sandbox):
    receipt = await waha.send(settings, "default", outgoing("Olá, Ana! 🙂", "3EB00000000000000000A1"))
    assert receipt == Receipt("3EB00000000000000000A1")
    assert sandbox.sent["3EB00000000000000000A1"]["body"] == "Olá, Ana! 🙂"
    assert sandbox.sent["3EB00000000000000000A1"]["from"] == CHAT


@pytest.mark.parametrize(
    "chat,asked",
    [("+5531900000001", CHAT), ("200000000000001@lid", "200000000000001@lid"), ("120363000000000001@g.us",) * 2],
)
async def test_every_kind_of_chat_can_be_written_to_and_found_again(waha, settings, sandbox, chat, asked):
    message = outgoing("Oi", waha.new_provider_id(uuid5(NAMESPACE_URL, chat)), chat)
    receipt = await waha.send(settings, "default", message)
    assert sandbox.sent[receipt.provider_id]["from"] == asked
    assert await waha.find(settings, "default", message) == receipt


async def test_a_reply_names_the_message_that_it_answers(waha, settings, sandbox):
    receipt = await waha.send(settings, "default", outgoing("Sim", "3EB00000000000000000B2", reply_to="3EB0AAAA"))
    assert sandbox.sent[receipt.provider_id]["replyTo"]["id"] == "3EB0AAAA"


@pytest.mark.parametrize(
    "text,permanent,reason",
    [
        ("fail:404", True, "find a session"),
        ("fail:422", True, "text must be shorter"),
        ("fail:redirect", True, "HTTP 302"),
        ("fail:starting", False, "Session status is not as expected"),
        ("fail:429", False, "Too Many Requests"),
        ("fail:500", False, "server returned error 463"),
        ("fail:503", False, "Service Unavailable"),
    ],
)
async def test_a_refusal_says_whether_it_is_final(waha, settings, text, permanent, reason):
    with pytest.raises(Rejected, match=reason) as refused:
        await waha.send(settings, "default", outgoing(text))
    assert refused.value.permanent is permanent


async def test_a_wrong_key_is_final_and_stays_out_of_the_message(waha, settings):
    with pytest.raises(Rejected, match="Unauthorized") as refused:
        await waha.send(settings | {"api_key": "wrong-secret"}, "default", outgoing("Oi"))
    assert refused.value.permanent
    assert "wrong-secret" not in str(refused.value)


async def test_a_session_that_is_stopped_may_come_back(waha, settings, sandbox):
    sandbox.status = "STOPPED"
    try:
        with pytest.raises(Rejected) as refused:
            await waha.send(settings, "default", outgoing("Oi"))
    finally:
        sandbox.status = "WORKING"
    assert not refused.value.permanent


async def test_a_proxy_that_lost_waha_leaves_the_outcome_unknown(waha, settings):
    with pytest.raises(OutcomeUnknown):
        await waha.send(settings, "default", outgoing("fail:proxy"))


async def test_a_message_that_was_taken_in_silence_is_found(settings, sandbox):
    waha = Waha(allow=[sandbox.base_url.removeprefix("http://")], timeout=0.3)
    message = outgoing("fail:silent", "3EB00000000000000000C3")
    with pytest.raises(OutcomeUnknown):
        await waha.send(settings, "default", message)
    assert await waha.find(settings, "default", message) == Receipt("3EB00000000000000000C3")


async def test_a_message_that_was_lost_is_not_found(settings, sandbox):
    waha = Waha(allow=[sandbox.base_url.removeprefix("http://")], timeout=0.3)
    message = outgoing("fail:lost", "3EB00000000000000000D4")
    with pytest.raises(OutcomeUnknown):
        await waha.send(settings, "default", message)
    assert await waha.find(settings, "default", message) is None


async def test_only_waha_itself_can_say_that_a_message_is_missing(waha, settings):
    elsewhere = settings | {"base_url": settings["base_url"] + "/some/other/site"}
    with pytest.raises(Rejected):
        await waha.find(elsewhere, "default", outgoing("Oi", "3EB00000000000000000E5"))


async def test_a_strange_session_name_leads_nowhere_else(waha, settings):
    for session in ("..", ".", "?", "#", "a b", "%2F"):
        assert await waha.find(settings, session, outgoing("Oi", "3EB00000000000000000F6")) is None


async def test_a_server_that_is_away_surely_took_nothing():
    with serve() as gone:
        settings = {"base_url": gone.base_url, "api_key": gone.api_key}
    with pytest.raises(Rejected) as refused:
        await Waha(allow=[gone.base_url.removeprefix("http://")]).send(settings, "default", outgoing("Oi"))
    assert not refused.value.permanent


async def test_a_private_server_is_not_called_unless_the_operator_allowed_it(settings, sandbox):
    before = dict(sandbox.sent)
    with pytest.raises(Rejected) as refused:
        await Waha().send(settings, "default", outgoing("Oi", "3EB0000000000000000AA7"))
    assert refused.value.permanent
    assert sandbox.sent == before


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"base_url": "https://waha.example.com"},
        {"api_key": "key"},
        {"base_url": "https://waha.example.com", "api_key": ""},
        {"base_url": "https://waha.example.com", "api_key": "a key"},
        {"base_url": "https://waha.example.com", "api_key": "chave-é"},
        {"base_url": "https://waha.example.com", "api_key": "key\r\nX: y"},
        {"base_url": "https://waha.example.com", "api_key": "key", "more": 1},
        {"base_url": "waha.example.com", "api_key": "key"},
        {"base_url": "ftp://waha.example.com", "api_key": "key"},
        {"base_url": "https://[::1", "api_key": "key"},
        {"base_url": "https://1.2.3.400", "api_key": "key"},
        {"base_url": "https://user:pass@waha.example.com", "api_key": "key"},
        {"base_url": "https://waha.example.com/?a=1", "api_key": "key"},
        {"base_url": "https://waha.example.com:99999999", "api_key": "key"},
        {"base_url": "http://waha.example.com", "api_key": "key"},
        {"base_url": "https://10.0.0.1", "api_key": "key"},
        {"base_url": 7, "api_key": "key"},
    ],
)
async def test_settings_that_cannot_work_are_refused_before_they_are_stored(wrong):
    waha = Waha(allow=["waha.internal:3000"])
    with pytest.raises(Invalid) as refused:
        waha.check(wrong)
    assert "key\r\n" not in str(refused.value)
    with pytest.raises(Rejected) as rejected:
        await waha.send(wrong, "default", outgoing("Oi"))
    assert rejected.value.permanent


@pytest.mark.parametrize(
    "base_url", ["https://waha.example.com", "https://waha.example.com/v1/", "http://waha.internal:3000"]
)
def test_settings_that_can_work_are_accepted(base_url):
    Waha(allow=["waha.internal:3000"]).check({"base_url": base_url, "api_key": "A-key_1"})


def test_the_key_is_not_shown():
    waha = Waha()
    assert "s3cret" not in repr(
        waha.Settings.model_validate({"base_url": "https://w.example.com", "api_key": "s3cret"})
    )


@pytest.mark.parametrize(
    "told,name",
    [
        (b'{"id":"true_5531900000001@c.us_3EB0AA"}', "3EB0AA"),
        (b'{"id":{"_serialized":"true_5531900000001@c.us_3EB0BB","id":"3EB0BB"}}', "3EB0BB"),
        (b'{"key":{"id":"3EB0CC","fromMe":true}}', "3EB0CC"),
        (b'{"id":null}', "3EB0ASKED"),
        (b"", "3EB0ASKED"),
        (b"[]", "3EB0ASKED"),
    ],
)
async def test_the_id_is_read_from_the_answer_of_every_engine(monkeypatch, told, name):
    from connectors.http import Response
    from connectors.waha import connector

    async def answered(*_: Any, **__: Any) -> Response:
        return Response(201, told)

    monkeypatch.setattr(connector, "request", answered)
    settings = {"base_url": "https://waha.example.com", "api_key": "key"}
    assert await Waha().send(settings, "default", outgoing("Oi", "3EB0ASKED")) == Receipt(name)


def test_the_sandbox_answers_as_waha_does(sandbox):
    with httpx.Client(base_url=sandbox.base_url, trust_env=False) as client:
        refused = client.get("/api/sessions/default")
        assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized", "statusCode": 401})
        key = {"X-Api-Key": sandbox.api_key}
        assert client.get("/api/sessions/default", headers=key).json()["status"] == "WORKING"
        incomplete = client.post("/api/sendText", headers=key, json={"session": "default", "chatId": CHAT})
        assert incomplete.status_code == 422
        assert incomplete.json()["message"] == ["text must be a string"]
        named = client.post("/api/sendText", headers=key, json={"session": "default", "chatId": CHAT, "text": "Oi"})
        assert named.status_code == 201
        assert named.json()["id"].startswith(f"true_{CHAT}_3EB0")
