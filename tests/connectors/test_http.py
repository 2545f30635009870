"""The one way out, tried against real sockets."""

import asyncio
from typing import Any

import httpcore
import pytest

from connectors import http
from connectors.http import Response, request
from contracts.errors import OutcomeUnknown, Rejected

PUBLIC = "93.184.216.34"


async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()


async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
    while True:
        writer.write(b".")
        await writer.drain()
        await asyncio.sleep(0.01)


async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        writer.write(b"2000\r\n" + b"x" * 0x2000 + b"\r\n")
        await writer.drain()


@pytest.fixture
def dialled(monkeypatch) -> list[tuple[str, int]]:
    """The addresses that would have been connected to; nothing is reached."""
    seen: list[tuple[str, int]] = []

    async def connect(self: Any, host: str, port: int, *rest: Any, **more: Any) -> httpcore.AsyncNetworkStream:
        seen.append((host, port))
        raise httpcore.ConnectError("nobody is there")

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    return seen


async def test_a_call_carries_method_path_headers_and_json(serving, ok):
    async with serving(ok) as server:
        answer = await request(
            "POST",
            server.url("/api/sendText?a=1"),
            json={"text": "olá"},
            headers={"X-Api-Key": "k"},
            allow=server.allow,
        )
    head, _, body = server.asked[0].partition(b"\r\n\r\n")
    assert answer == Response(200, b"ok")
    assert answer.ok
    assert head.startswith(b"POST /api/sendText?a=1 HTTP/1.1\r\n")
    assert f"Host: 127.0.0.1:{server.port}".encode() in head
    assert b"X-Api-Key: k" in head
    assert b"Content-Type: application/json" in head
    assert body == '{"text":"olá"}'.encode()


async def test_a_get_has_no_body(serving, ok):
    async with serving(ok) as server:
        await request("GET", server.url(), allow=server.allow)
    assert b"Content" not in server.asked[0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_handed_back_and_not_followed(status, serving, ok):
    async with serving(ok) as inside:
        moved = f"HTTP/1.1 {status} Moved\r\nLocation: {inside.url('/secret')}\r\nContent-Length: 0\r\n\r\n"
        async with serving(moved.encode()) as server:
            answer = await request("GET", server.url(), allow=[*server.allow, *inside.allow])
    assert answer.status == status
    assert not answer.ok
    assert inside.asked == []


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
async def test_a_refusal_is_handed_back(status, serving):
    async with serving(f"HTTP/1.1 {status} No\r\nContent-Length: 2\r\n\r\nno".encode()) as server:
        assert await request("GET", server.url(), allow=server.allow) == Response(status, b"no")


async def test_a_proxy_from_the_environment_is_not_used(monkeypatch, serving, ok):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    async with serving(ok) as server:
        assert (await request("GET", server.url(), allow=server.allow)).ok


async def test_a_private_address_is_refused_unless_the_operator_allowed_it(serving, ok):
    async with serving(ok) as server:
        with pytest.raises(Rejected) as refused:
            await request("GET", server.url())
    assert refused.value.permanent
    assert server.asked == []


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["10.0.0.5"],
        ["169.254.169.254"],
        ["100.64.0.9"],
        ["0.0.0.0"],  # noqa: S104 - an answer of a hostile name server
        ["::1"],
        ["fd12:3456::1"],
        ["fe80::1%eth0"],
        ["::ffff:10.0.0.5"],
        ["2002:a00:5::"],
        ["64:ff9b::a00:5"],
        [PUBLIC, "127.0.0.1"],
        ["127.0.0.1", PUBLIC],
        [PUBLIC, "1.1.1.1", "192.168.1.1"],
        [PUBLIC] * 9 + ["10.0.0.5"],
        [PUBLIC, "1.1.1.1", "8.8.8.8", "9.9.9.9", "8.8.4.4", "10.0.0.5"],
    ],
)
async def test_a_name_with_one_private_address_among_many_is_not_called(addresses, dialled, resolving):
    with pytest.raises(Rejected) as refused:
        await request("POST", "https://hooks.example.com/", json={}, resolve=resolving([addresses]))
    assert refused.value.permanent
    assert dialled == []


async def test_the_connection_goes_to_the_address_that_was_checked(dialled, resolving):
    rebinding = resolving([[PUBLIC], ["127.0.0.1"]])
    with pytest.raises(Rejected) as refused:
        await request("POST", "https://hooks.example.com/", json={}, resolve=rebinding)
    assert not refused.value.permanent
    assert dialled == [(PUBLIC, 443)]
    assert rebinding.asked == [("hooks.example.com", 443)]


async def test_a_name_that_turns_private_is_refused_at_the_next_call(dialled, resolving):
    rebinding = resolving([[PUBLIC], ["127.0.0.1"]])
    with pytest.raises(Rejected) as refused:
        await request("GET", "https://hooks.example.com/", resolve=rebinding, idempotent=True)
    assert refused.value.permanent
    assert dialled == [(PUBLIC, 443)]


async def test_every_address_is_tried_up_to_a_limit(dialled, resolving):
    many = resolving([["1.1.1.1", "8.8.8.8", "8.8.8.8", "9.9.9.9", "8.8.4.4", "1.0.0.1"]])
    with pytest.raises(Rejected):
        await request("POST", "https://hooks.example.com/", resolve=many)
    assert [host for host, _ in dialled] == ["1.1.1.1", "8.8.8.8", "9.9.9.9", "8.8.4.4"]


async def test_the_second_address_answers_when_the_first_does_not(serving, ok, resolving):
    async with serving(ok) as server:
        url, allow = f"http://waha.internal:{server.port}/", [f"waha.internal:{server.port}"]
        answer = await request("GET", url, allow=allow, resolve=resolving([["127.0.0.99", "127.0.0.1"]]))
    assert answer.ok
    assert f"Host: waha.internal:{server.port}".encode() in server.asked[0]


async def test_a_name_without_address_was_surely_not_called(resolving):
    with pytest.raises(Rejected) as refused:
        await request("POST", "https://hooks.example.com/", resolve=resolving([[]]))
    assert not refused.value.permanent


async def test_a_name_that_the_system_does_not_know_was_surely_not_called():
    with pytest.raises(Rejected) as refused:
        await request("POST", "https://nobody.invalid/", json={})
    assert not refused.value.permanent


async def test_the_systems_resolver_names_addresses():
    assert set(await http.lookup("localhost", 443)) <= {"127.0.0.1", "::1"}


async def test_nobody_listening_means_surely_not_sent(serving, ok):
    async with serving(ok) as server:
        pass
    with pytest.raises(Rejected) as refused:
        await request("POST", server.url(), json={}, allow=server.allow)
    assert not refused.value.permanent


async def test_a_connection_that_takes_too_long_means_surely_not_sent(monkeypatch, resolving):
    async def connect(*_: Any, **__: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(httpcore.AnyIOBackend, "connect_tcp", connect)
    with pytest.raises(Rejected) as refused:
        await request("POST", "https://hooks.example.com/", json={}, timeout=0.05, resolve=resolving([[PUBLIC]]))
    assert not refused.value.permanent


@pytest.mark.parametrize("behaviour", [hang, hang_up, drip], ids=["silent", "hangs up", "drips"])
async def test_a_request_without_a_whole_answer_has_an_unknown_outcome(behaviour, serving):
    async with serving(behaviour) as server:
        with pytest.raises(OutcomeUnknown):
            await request("POST", server.url(), json={}, allow=server.allow, timeout=0.2)
    assert len(server.asked) == 1


@pytest.mark.parametrize("answer", [b"not http\r\n\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", b""])
async def test_a_broken_answer_has_an_unknown_outcome(answer, serving):
    async with serving(answer) as server:
        with pytest.raises(OutcomeUnknown):
            await request("POST", server.url(), json={}, allow=server.allow)


async def test_an_answer_without_end_is_cut_off(serving):
    async with serving(flood) as server:
        with pytest.raises(OutcomeUnknown, match="more than 1000 bytes"):
            await request("GET", server.url(), allow=server.allow, max_bytes=1000)


async def test_an_answer_of_just_the_allowed_size_is_read(serving, ok):
    async with serving(ok) as server:
        assert (await request("GET", server.url(), allow=server.allow, max_bytes=2)).body == b"ok"
        with pytest.raises(OutcomeUnknown):
            await request("GET", server.url(), allow=server.allow, max_bytes=1)


async def test_an_idempotent_call_is_tried_once_more(serving, ok):
    async with serving(hang_up, ok) as server:
        assert (await request("GET", server.url(), allow=server.allow, idempotent=True)).ok
    assert len(server.asked) == 2


async def test_an_idempotent_call_that_breaks_twice_is_given_up(serving):
    async with serving(hang_up) as server:
        with pytest.raises(OutcomeUnknown):
            await request("GET", server.url(), allow=server.allow, idempotent=True)
    assert len(server.asked) == 2


async def test_any_other_call_is_never_repeated(serving, ok):
    async with serving(hang_up, ok) as server:
        with pytest.raises(OutcomeUnknown):
            await request("POST", server.url(), json={}, allow=server.allow)
    assert len(server.asked) == 1


@pytest.mark.parametrize("value", ["key\r\nX-Evil: 1", "key\n", "chavé", "\x00"])
async def test_a_header_cannot_carry_a_second_one(value, serving, ok):
    async with serving(ok) as server:
        with pytest.raises(Rejected) as refused:
            await request("GET", server.url(), headers={"X-Api-Key": value}, allow=server.allow)
    assert refused.value.permanent
    assert server.asked == []


async def test_the_host_cannot_be_given_as_a_header(serving, ok):
    async with serving(ok) as server:
        await request("GET", server.url(), headers={"host": "metadata.google.internal"}, allow=server.allow)
    assert b"metadata" not in server.asked[0]


async def test_an_error_names_no_path_and_no_secret(dialled, resolving):
    with pytest.raises(Rejected) as refused:
        await request(
            "POST", "https://hooks.example.com/s3cret?token=t0ken", headers={"K": "k3y"}, resolve=resolving([[PUBLIC]])
        )
    assert not {"s3cret", "t0ken", "k3y"} & set(str(refused.value).replace("/", " ").split())
