"""`ventros mcp`, as a desktop client starts it."""

import subprocess
import sys

import pytest
from mcp import Client, MCPError, StdioServerParameters

from contracts.core.user import ApiKeyDraft
from memory.core.user import create_api_key

COMMAND = ["-m", "api.cli", "mcp"]


@pytest.fixture
async def key(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        scopes = ["contacts.view", "messages.view", "sessions.view", "messages.send"]
        return (await create_api_key(tx, ApiKeyDraft(name="Desktop", scopes=scopes)))[1]


@pytest.fixture
def started(server):
    """`started(key)`: the command, to be started with a key in its environment."""

    def parameters(key):
        env = {"VENTROS_API_KEY": key, "VENTROS_MCP_PUBLIC_URL": server.base}
        return StdioServerParameters(command=sys.executable, args=COMMAND, env=env)

    return parameters


@pytest.mark.parametrize("mode", ["auto", "legacy"])
async def test_a_desktop_lists_reads_and_is_asked_before_it_sends(started, key, shop, tenant_id, queued, calls, mode):
    ours = await shop(tenant_id)
    async with Client(started(key), mode=mode) as client:
        assert "untrusted-data" in client.instructions
        listed = {tool.name for tool in (await client.list_tools()).tools}
        assert "send_message" in listed
        assert "export_contacts" not in listed
        answer = await client.call_tool("get_contact", {"contact_id": str(ours.contact)})
        assert answer.structured_content["name"] == "Bia"
        page = await client.read_resource(f"crm://chats/{ours.chat}")
        assert "atrasou" in page.contents[0].text
        assert (await client.list_prompts()).prompts
        assert len((await client.list_resource_templates()).resource_templates) == 3
        said = {"contact_id": str(ours.contact), "text": "Olá", "idempotency_key": "1"}
        shown = await client.call_tool("send_message", said)
        assert await queued(tenant_id) == []
        said["confirmation_token"] = shown.structured_content["confirmation_token"]
        assert not (await client.call_tool("send_message", said)).is_error
        with pytest.raises(MCPError, match="There is no tool"):
            await client.call_tool("drop_table", {})
    assert await queued(tenant_id) == ["Olá"]
    assert {call["subject"].partition(":")[0] for call in await calls(tenant_id)} == {"api_key"}


def test_without_a_key_it_says_what_to_do():
    told = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True, env={}, check=False)
    assert told.returncode == 1
    assert "VENTROS_API_KEY" in told.stderr
    assert told.stdout == ""


@pytest.mark.parametrize("key, url, words", [("vk_" + "x" * 20, "", "make a new one"), ("vk_x", "http://127.0.0.1:9", "No MCP server")])  # fmt: skip
def test_a_bad_key_or_address_is_told_in_a_line(server, key, url, words):
    env = {"VENTROS_API_KEY": key, "VENTROS_MCP_PUBLIC_URL": url or server.base}
    told = subprocess.run([sys.executable, *COMMAND], capture_output=True, text=True, env=env, check=False)
    assert (told.returncode, len(told.stderr.splitlines())) == (1, 1)
    assert words in told.stderr
    assert key not in told.stderr


def test_a_key_is_no_argument():
    refused = subprocess.run([sys.executable, *COMMAND, "vk_key"], capture_output=True, text=True, env={}, check=False)
    assert refused.returncode == 2
