"""The tools over plain HTTP."""

import json

import httpx2
import pytest

from api.mcp import calling
from api.mcp.tools import TOOLS
from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole

ALL = frozenset(PROJECT_PERMISSIONS)


@pytest.fixture
def admin(credential, tenant_id):
    return credential(tenant_id, ProjectRole.ADMIN, scopes=ALL)


@pytest.fixture
def ask(server):
    """`await ask("GET", "/v1/mcp/tools", headers)`: one request."""

    async def asked(method, path, headers, **rest):
        async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
            return await http.request(method, server.base + path, **rest)

    return asked


def execute(tool, **arguments):
    return {"json": {"tool_name": tool, "arguments": arguments}}


async def test_the_tools_of_a_credential_are_listed(ask, admin, credential, tenant_id):
    whole = (await ask("GET", "/v1/mcp/tools", admin)).json()
    assert [tool["name"] for tool in whole["tools"]] == list(TOOLS)
    assert whole["count"] == len(TOOLS)
    assert whole["tools"][0].keys() == {"name", "description", "inputSchema"}
    narrow = credential(tenant_id, scopes=frozenset({"channels.view"}))
    assert [tool["name"] for tool in (await ask("GET", "/v1/mcp/tools", narrow)).json()["tools"]] == ["get_channels"]


async def test_a_tool_is_executed_and_written_down(ask, admin, shop, tenant_id, calls):
    ours = await shop(tenant_id)
    answer = await ask("POST", "/v1/mcp/execute", admin, **execute("get_contact", contact_id=str(ours.contact)))
    told = answer.json()
    assert (told["tool_name"], told["result"]["name"]) == ("get_contact", "Bia")
    assert told["timestamp"]
    assert [call["tool"] for call in await calls(tenant_id)] == ["get_contact"]


async def test_what_goes_wrong_is_a_problem_with_its_status(ask, admin, credential, tenant_id):
    narrow = credential(tenant_id, scopes=frozenset({"channels.view"}))
    for headers, sent, status in (
        ({}, execute("get_contacts"), 401),
        (narrow, execute("get_contacts"), 403),
        (admin, execute("drop_table"), 404),
        (admin, execute("get_contact", contact_id=str(tenant_id)), 404),
        (admin, execute("get_contact", contact_id="Bia"), 400),
        (admin, {"content": b"{"}, 400),
        (admin, {"content": b" " * 200_000}, 413),
    ):
        answer = await ask("POST", "/v1/mcp/execute", headers, **sent)
        assert answer.status_code == status
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_whoever_calls_too_often_is_told_when_to_try_again(ask, admin, monkeypatch):
    monkeypatch.setitem(calling.PER_MINUTE, "look", 1)
    first, second = [await ask("POST", "/v1/mcp/execute", admin, **execute("get_channels")) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 429)
    assert 1 <= int(second.headers["Retry-After"]) <= 60


async def test_sending_takes_two_calls_here_too(ask, credential, shop, tenant_id, queued):
    ours = await shop(tenant_id)
    sender = credential(tenant_id, ProjectRole.AGENT, scopes=frozenset({"messages.send"}))
    said = {"contact_id": str(ours.contact), "text": "Olá", "idempotency_key": "1"}
    shown = (await ask("POST", "/v1/mcp/execute", sender, **execute("send_message", **said))).json()["result"]
    assert await queued(tenant_id) == []
    said["confirmation_token"] = shown["confirmation_token"]
    await ask("POST", "/v1/mcp/execute", sender, **execute("send_message", **said))
    assert await queued(tenant_id) == ["Olá"]


async def stages(ask, headers, path):
    answer = await ask("GET", path, headers)
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    return [json.loads(line.removeprefix("data: ")) for line in answer.text.splitlines() if line]


async def test_a_stream_tells_how_far_it_is_and_ends_with_the_result(ask, admin, shop, tenant_id):
    await shop(tenant_id)
    told = await stages(ask, admin, "/v1/mcp/stream/export_contacts?format=json&limit=1")
    assert [one["stage"] for one in told] == ["starting", "processing", "done"]
    assert [one["progress"] for one in told] == [0.0, 1.0, 1.0]
    assert told[-1]["data"]["count"] == 1
    wrong = await stages(ask, admin, "/v1/mcp/stream/export_contacts?format=xml")
    assert [one["stage"] for one in wrong] == ["starting", "error"]


async def test_only_what_tells_how_far_it_is_can_be_streamed(ask, admin, tenant_id, queued):
    assert (await ask("GET", "/v1/mcp/stream/send_message?text=Oi", admin)).status_code == 400
    assert (await ask("GET", "/v1/mcp/stream/drop_table", admin)).status_code == 404
    assert (await ask("GET", "/v1/mcp/stream/export_contacts", {})).status_code == 401
    assert await queued(tenant_id) == []
    assert [name for name, tool in TOOLS.items() if tool.streams] == ["export_contacts"]
