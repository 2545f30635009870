"""Where tools are many, three stand for all."""

import pytest

from api.mcp import catalogue
from api.mcp.tools import TOOLS
from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole

THREE = {catalogue.CATALOG, catalogue.LEARN, catalogue.EXECUTE}


@pytest.fixture
def agent(credential, tenant_id):
    return credential(tenant_id, ProjectRole.ADMIN, scopes=frozenset(PROJECT_PERMISSIONS))


@pytest.fixture
def many(monkeypatch):
    monkeypatch.setattr(catalogue, "DIRECT", 2)


async def test_few_tools_need_no_catalogue(connect, agent):
    async with connect(agent) as client:
        assert not THREE & {tool.name for tool in (await client.list_tools()).tools}
        answer = await client.call_tool("get_contacts", {})
    assert not answer.is_error


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_many_are_found_learned_and_used_by_name(connect, agent, shop, tenant_id, many, calls, mode):
    ours = await shop(tenant_id)
    async with connect(agent, mode) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == THREE | set(TOOLS)
        found = (await client.call_tool(catalogue.CATALOG, {})).structured_content["tools"]
        assert [one["name"] for one in found] == list(TOOLS)
        (known,) = (await client.call_tool(catalogue.LEARN, {"names": ["get_contact"]})).structured_content["tools"]
        assert known["inputSchema"]["required"] == ["contact_id"]
        said = {"tool_name": "get_contact", "arguments": {"contact_id": str(ours.contact)}}
        answer = await client.call_tool(catalogue.EXECUTE, said)
    assert answer.structured_content["name"] == "Bia"
    assert [call["tool"] for call in await calls(tenant_id)] == ["get_contact"]


async def test_the_catalogue_is_no_way_around_a_permission_or_a_confirmation(
    connect, credential, shop, tenant_id, many, queued
):
    ours = await shop(tenant_id)
    scopes = frozenset({"contacts.view", "messages.send"})
    async with connect(credential(tenant_id, ProjectRole.AGENT, scopes=scopes)) as client:
        found = (await client.call_tool(catalogue.CATALOG, {})).structured_content["tools"]
        assert "get_messages" not in {one["name"] for one in found}
        asked = {"names": ["get_messages"]}
        assert (await client.call_tool(catalogue.LEARN, asked)).structured_content["tools"] == []
        assert (await client.call_tool(catalogue.EXECUTE, {"tool_name": "get_messages"})).is_error
        said = {"contact_id": str(ours.contact), "text": "Olá", "idempotency_key": "1"}
        shown = await client.call_tool(catalogue.EXECUTE, {"tool_name": "send_message", "arguments": said})
        assert "confirmation_token" in shown.structured_content
        assert await queued(tenant_id) == []
        said["confirmation_token"] = shown.structured_content["confirmation_token"]
        await client.call_tool(catalogue.EXECUTE, {"tool_name": "send_message", "arguments": said})
    assert await queued(tenant_id) == ["Olá"]
