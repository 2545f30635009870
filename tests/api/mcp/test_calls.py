"""Every call is written down without its words, and counted."""

from uuid import uuid4

import pytest

from api.mcp import calling
from api.mcp.tools import TOOLS
from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole
from contracts.core.user import Principal
from contracts.errors import Forbidden
from memory.core.tool_call import list_tool_calls

ALL = frozenset(PROJECT_PERMISSIONS)


@pytest.fixture
def agent(credential, tenant_id):
    return credential(tenant_id, ProjectRole.AGENT, scopes=ALL)


async def test_a_call_leaves_a_row_with_sizes_and_without_words(use, agent, shop, tenant_id, calls):
    await shop(tenant_id)
    await use(agent | {"X-Request-ID": "trace-me"}, "search_memory", q="segredo", limit=3, **{"senha 123": "segredo"})
    await use(agent | {"X-Request-ID": "trace-me"}, "search_memory", q="segredo")
    refused, done = await calls(tenant_id)
    assert refused["arguments"] == {"q": 9, "limit": 1, "?": 9}
    assert (refused["outcome"], done["outcome"]) == ("Invalid", "done")
    assert (done["subject"], done["tool"], done["request_id"]) == ("user:ana", "search_memory", "trace-me")
    assert done["took_ms"] >= 0
    assert "segredo" not in str([refused, done])


async def test_what_is_refused_is_written_down_too(use, credential, agent, tenant_id, calls, monkeypatch):
    async def broken(*_):
        raise RuntimeError("password=hunter2")

    await use(credential(tenant_id, scopes=frozenset({"contacts.view"})), "get_messages")
    await use(agent, "get_contact", contact_id=uuid4())
    monkeypatch.setattr(TOOLS["get_contacts"], "do", broken)
    await use(agent, "get_contacts")
    assert [call["outcome"] for call in await calls(tenant_id)] == ["Forbidden", "NotFound", "Unforeseen"]


async def test_a_preview_and_what_it_became_are_two_rows(use, credential, shop, tenant_id, calls):
    ours = await shop(tenant_id)
    sender = credential(tenant_id, ProjectRole.AGENT, scopes=frozenset({"messages.send"}))
    said = {"contact_id": ours.contact, "text": "Olá", "idempotency_key": "1"}
    token = (await use(sender, "send_message", **said)).structured_content["confirmation_token"]
    await use(sender, "send_message", **said, confirmation_token=token)
    assert [call["outcome"] for call in await calls(tenant_id)] == ["asked", "done"]


async def test_whoever_calls_too_often_is_told_when_to_try_again(use, agent, credential, tenant_id, calls, monkeypatch):
    monkeypatch.setitem(calling.PER_MINUTE, "look", 2)
    answers = [await use(agent, "get_contacts") for _ in range(3)]
    assert [answer.is_error for answer in answers] == [False, False, True]
    assert "Try again in" in answers[2].content[0].text
    assert [call["outcome"] for call in await calls(tenant_id)] == ["done", "done", "TooManyCalls"]


async def test_an_admin_reads_what_was_called_and_nobody_else_does(use, agent, db, tenant_id):
    for name in ("get_contacts", "get_channels", "get_contacts"):
        await use(agent, name)
    admin = Principal(tenant_id=tenant_id, subject="user:eva", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        page = await list_tool_calls(tx, admin, tool="get_contacts", limit=1)
        rest = await list_tool_calls(tx, admin, tool="get_contacts", limit=1, cursor=page.next)
        assert [call.tool for call in page.items + rest.items] == ["get_contacts"] * 2
        assert rest.next is None
        assert (await list_tool_calls(tx, admin, subject="user:eva")).items == []
        assert (await list_tool_calls(tx, admin, before=page.items[0].at)).items[0].tool == "get_channels"
        with pytest.raises(Forbidden):
            await list_tool_calls(tx, admin.model_copy(update={"project_id": uuid4()}))


async def test_the_rows_of_one_tenant_are_not_another_ones(use, credential, two_tenants, calls):
    ours, theirs = two_tenants
    await use(credential(ours), "get_contacts")
    assert len(await calls(ours)) == 1
    assert await calls(theirs) == []
