import asyncio

import httpx
import pytest
import structlog

from api.limits import Limits

CONTACTS = "/api/v1/crm/contacts"


def client(app, **limits):
    transport = httpx.ASGITransport(Limits(app, **limits))
    return httpx.AsyncClient(transport=transport, base_url="https://crm.example.com")


async def echo(scope, receive, send):
    """Answer with the body that came."""
    message = await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": message["body"]})


async def never(scope, receive, send):
    await asyncio.Event().wait()


async def pieces(*parts):
    for part in parts:
        yield part


async def test_a_body_may_be_as_large_as_the_limit_and_no_larger():
    async with client(echo, max_body=10) as asked:
        assert (await asked.post("/api/x", content=b"x" * 10)).content == b"x" * 10
        assert (await asked.post("/api/x", content=b"x" * 11)).status_code == 413


async def test_a_body_that_does_not_tell_its_length_is_counted():
    async with client(echo, max_body=10) as asked:
        assert (await asked.post("/api/x", content=pieces(b"x" * 5, b"y" * 5))).content == b"xxxxxyyyyy"
        assert (await asked.post("/api/x", content=pieces(b"x" * 6, b"y" * 6))).status_code == 413


@pytest.mark.parametrize("length", ["", "-1", "ten", "1e9", "٣"])
async def test_a_length_that_is_no_number_is_not_believed(length):
    async with client(echo, max_body=10) as asked:
        headers = [(b"content-length", length.encode())]
        assert (await asked.post("/api/x", content=pieces(b"x" * 10), headers=headers)).status_code == 200


async def test_webhooks_have_their_own_limit():
    async with client(echo, max_body=10) as asked:
        assert (await asked.post("/webhooks/x", content=b"x" * 100)).status_code == 200


async def test_a_megabyte_is_refused_by_the_application(anybody):
    answer = await anybody.post(CONTACTS, content=b"x" * 1_000_001)
    assert answer.status_code == 413
    assert answer.json()["type"] == "urn:ventros:problem:too-large"


async def test_what_takes_too_long_is_given_up():
    async with client(never, timeout=0.01) as asked:
        with structlog.testing.capture_logs() as logs:
            answer = await asked.get("/api/x")
    assert (answer.status_code, answer.headers["Content-Type"]) == (504, "application/problem+json")
    assert logs[0]["request_id"] == answer.headers["X-Request-ID"] == answer.json()["request_id"]


async def test_a_body_that_never_ends_is_given_up_too():
    async def slow():
        yield b"x"
        await asyncio.Event().wait()

    async with client(echo, timeout=0.01) as asked:
        assert (await asked.post("/api/x", content=slow())).status_code == 504


async def test_a_caller_who_leaves_while_sending_reaches_nothing():
    reached, sent = [], []

    async def app(scope, receive, send):
        reached.append(scope)

    waiting = [{"type": "http.disconnect"}, {"type": "http.request", "body": b"half", "more_body": True}]

    async def receive():
        return waiting.pop()

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "path": "/api/x", "query_string": b"", "headers": [], "method": "POST"}
    await Limits(app)(scope, receive, send)
    assert reached == sent == []


async def test_what_breaks_is_logged_under_the_id_that_the_caller_is_told():
    async def broken(scope, receive, send):
        said = (await receive())["body"]
        raise RuntimeError(f"drawer {len(said)}")

    async with client(broken) as asked:
        with structlog.testing.capture_logs() as logs:
            sent = {"X-Request-ID": "order-42", "Authorization": "Bearer private"}
            answer = await asked.post("/api/x?q=private", content=b"private", headers=sent)
    assert answer.status_code == 500
    assert "drawer" not in answer.text
    assert (logs[0]["request_id"], answer.json()["request_id"], answer.headers["X-Request-ID"]) == ("order-42",) * 3
    assert "RuntimeError" in logs[0]["exception"]
    assert "test_limits.py" in logs[0]["exception"]
    assert "drawer" not in str(logs), "an error may quote what was sent"
    assert "private" not in str(logs)


async def test_an_answer_that_has_begun_is_not_begun_again():
    async def breaks_off(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError("drawer")

    async with client(breaks_off) as asked:
        with structlog.testing.capture_logs() as logs, pytest.raises(RuntimeError):
            await asked.get("/api/x")
    assert len(logs) == 1


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "<script>", "é", "a\tb"])
async def test_a_request_id_that_is_none_is_replaced(given):
    async with client(echo) as asked:
        answer = await asked.get("/api/x", headers=[(b"x-request-id", given.encode())])
    assert answer.headers["X-Request-ID"] != given
    assert len(answer.headers["X-Request-ID"]) == 32


@pytest.mark.parametrize("path, status", [("/health", 200), (CONTACTS, 401), ("/nowhere", 404), ("/openapi.json", 200)])
async def test_every_answer_has_the_headers_that_keep_browsers_out(anybody, path, status):
    answer = await anybody.get(path, headers={"Origin": "https://elsewhere.example"})
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "access-control-allow-origin" not in answer.headers
