"""Sending takes two calls."""

import asyncio
from datetime import timedelta

import pytest

from api.mcp import tool
from contracts.core.permission import ProjectRole
from contracts.types import wall_clock
from memory.core.confirmation import LASTS, token_for

SENDING = frozenset({"messages.send"})


@pytest.fixture
def agent(credential, tenant_id):
    return credential(tenant_id, ProjectRole.AGENT, scopes=SENDING)


@pytest.fixture
async def reply(shop, tenant_id):
    ours = await shop(tenant_id)
    return {"contact_id": ours.contact, "text": "Chega amanhã.", "idempotency_key": "order-42"}


async def test_the_first_call_shows_whom_it_would_reach_and_sends_nothing(use, agent, reply, tenant_id, queued):
    shown = (await use(agent, "send_message", **reply)).structured_content
    told = {"contact_id": str(reply["contact_id"]), "name": "Bia", "phone": "+5531900000001"}
    assert shown["preview"].items() >= (told | {"channel": "Balcão", "text": "Chega amanhã."}).items()
    assert await queued(tenant_id) == []


async def test_the_second_call_sends_once_and_the_token_is_used_up(use, agent, reply, tenant_id, queued):
    token = (await use(agent, "send_message", **reply)).structured_content["confirmation_token"]
    sent = await use(agent, "send_message", **reply, confirmation_token=token)
    assert sent.structured_content["status"] == "queued"
    replayed = await use(agent, "send_message", **reply, confirmation_token=token)
    assert replayed.is_error
    assert "confirmation" in replayed.content[0].text
    assert await queued(tenant_id) == ["Chega amanhã."]


async def test_two_who_confirm_at_once_send_once(use, agent, reply, tenant_id, queued):
    token = (await use(agent, "send_message", **reply)).structured_content["confirmation_token"]
    both = [use(agent, "send_message", **reply, confirmation_token=token) for _ in range(2)]
    assert sorted(answer.is_error for answer in await asyncio.gather(*both)) == [False, True]
    assert await queued(tenant_id) == ["Chega amanhã."]


async def test_whoever_lost_the_answer_begins_anew_and_it_goes_out_once(use, agent, reply, tenant_id, queued):
    sent = []
    for _ in range(2):
        token = (await use(agent, "send_message", **reply)).structured_content["confirmation_token"]
        sent.append((await use(agent, "send_message", **reply, confirmation_token=token)).structured_content["id"])
    assert sent[0] == sent[1]
    assert await queued(tenant_id) == ["Chega amanhã."]


@pytest.mark.parametrize("changed", [{"text": "Nunca."}, {"idempotency_key": "order-43"}])
async def test_a_token_is_good_for_what_was_shown_and_nothing_else(use, agent, reply, tenant_id, queued, changed):
    token = (await use(agent, "send_message", **reply)).structured_content["confirmation_token"]
    assert (await use(agent, "send_message", **reply | changed, confirmation_token=token)).is_error
    assert await queued(tenant_id) == []


async def test_a_token_of_another_tenant_is_good_for_nothing(use, credential, shop, two_tenants, queued):
    ours, theirs = two_tenants
    first, second = [await shop(tenant) for tenant in two_tenants]
    said = {"text": "Olá", "idempotency_key": "1"}
    mine = credential(ours, ProjectRole.AGENT, scopes=SENDING)
    other = credential(theirs, ProjectRole.AGENT, scopes=SENDING)
    token = (await use(mine, "send_message", contact_id=first.contact, **said)).structured_content["confirmation_token"]
    for contact in (first.contact, second.contact):
        said |= {"contact_id": contact, "confirmation_token": token}
        assert (await use(other, "send_message", **said)).is_error
    assert await queued(ours) == await queued(theirs) == []


async def test_a_token_that_is_too_old_is_refused(use, agent, reply, tenant_id, queued, monkeypatch):
    old = wall_clock() - LASTS - timedelta(seconds=1)
    monkeypatch.setattr(tool, "token_for", lambda sealer, deed, now: token_for(sealer, deed, old))
    token = (await use(agent, "send_message", **reply)).structured_content["confirmation_token"]
    assert (await use(agent, "send_message", **reply, confirmation_token=token)).is_error
    assert await queued(tenant_id) == []


async def test_an_automation_sends_at_once_when_its_credential_says_so(use, credential, reply, tenant_id, queued):
    scopes = SENDING | {"messages.automate"}
    sent = await use(credential(tenant_id, ProjectRole.AGENT, scopes=scopes), "send_message", **reply)
    assert sent.structured_content["status"] == "queued"
    assert await queued(tenant_id) == ["Chega amanhã."]
