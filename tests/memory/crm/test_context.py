from hashlib import sha256
from uuid import uuid4

import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.enrichment import EntityKind, SentimentLabel
from contracts.errors import NotFound
from memory.crm.context import get_contact_context
from memory.crm.enrichment import save_enrichments
from memory.crm.sessionize import sessionize


@pytest.fixture
def context(db, tenant_id, who):
    """`await context(contact_id)`: what somebody is shown of a person."""

    async def shown(contact_id, *, by=who, **asked):
        async with db.tenant(by.tenant_id) as tx:
            return await get_contact_context(tx, by, contact_id, **asked)

    return shown


@pytest.fixture
def understand(db, tenant_id):
    """`await understand(message, of="Oi", sentiment={…})`: what a model made of a text of a message."""

    async def understood(message, of, **found):
        rows = [
            {
                "message_id": message.id,
                "kind": kind,
                "content_hash": sha256(of.encode()).digest(),
                "result": result,
                **BY,
            }
            for kind, result in found.items()
        ]
        async with db.tenant(tenant_id) as tx:
            await save_enrichments(tx, rows)

    return understood


BY = {"provider": "test", "model": "m", "model_version": "1"}
GLAD = {"label": "positive", "score": 0.8}
MONEY = {"kind": "money", "text": "R$ 10", "value": "BRL 1000", "start": 0, "end": 5, "confidence": 1.0}


async def test_the_latest_messages_come_in_the_order_of_the_conversation(connect, hear, context):
    channel = await connect()
    for minute in (2, 0, 1):
        heard = await hear(channel, f"minute {minute}", minute=minute)
    await hear(channel, "Another person", phone="+5531900000002")
    shown = await context(heard.contact_id, history_limit=2)
    assert [one.text for one in shown.messages] == ["minute 1", "minute 2"]
    assert (shown.contact.id, shown.contact.phone) == (heard.contact_id, "+5531900000001")


async def test_a_message_comes_with_its_mood_and_what_it_names(connect, hear, context, understand):
    heard = await hear(await connect(), "R$ 10, obrigada!")
    await understand(heard, heard.text, sentiment=GLAD, entities={"entities": [MONEY]})
    (message,) = (await context(heard.contact_id)).messages
    assert message.sentiment.label is SentimentLabel.POSITIVE
    assert [(one.kind, one.value) for one in message.entities] == [(EntityKind.MONEY, "BRL 1000")]


async def test_what_was_understood_of_an_earlier_text_is_left_out(connect, hear, context, understand):
    heard = await hear(await connect(), "Não quero mais")
    await understand(heard, "Quero", sentiment=GLAD, entities={"entities": [MONEY]})
    (message,) = (await context(heard.contact_id)).messages
    assert (message.sentiment, message.entities) == (None, [])


async def test_the_open_session_and_the_numbers_of_all_sessions_are_shown(db, tenant_id, connect, hear, context):
    channel = await connect()
    heard = [await hear(channel, "Oi", minute=minute) for minute in (0, 5, 120)]
    async with db.tenant(tenant_id) as tx:
        await sessionize(tx, [one.id for one in heard], [], heard[-1].at)
    shown = await context(heard[0].contact_id)
    assert (shown.session.status, shown.session.message_count) == ("active", 1)
    assert (shown.statistics.sessions, shown.statistics.messages) == (2, 3)
    assert (shown.statistics.messages_from_contact, shown.statistics.messages_from_agent) == (3, 0)
    assert (shown.statistics.first_session_at, shown.statistics.last_activity_at) == (heard[0].at, heard[2].at)
    assert shown.statistics.average_response_seconds is None


async def test_what_a_credential_may_not_see_is_null(connect, hear, context, tenant_id):
    heard = await hear(await connect(), "Oi")
    narrow = {"tenant_id": tenant_id, "subject": "agent:bia", "role": ProjectRole.AGENT}
    only = Principal(**narrow, scopes=frozenset({"contacts.view"}))
    shown = await context(heard.contact_id, by=only)
    assert (shown.contact.name, shown.messages, shown.session, shown.statistics) == ("Bia", None, None, None)
    messages = await context(heard.contact_id, by=Principal(**narrow, scopes=frozenset({"messages.view"})))
    assert len(messages.messages) == 1
    assert messages.statistics is None


async def test_a_person_of_another_tenant_or_project_is_not_there(connect, hear, context, who, two_tenants):
    heard = await hear(await connect(), "Oi")
    for stranger in (
        who.model_copy(update={"tenant_id": two_tenants[0]}),
        who.model_copy(update={"project_id": uuid4()}),
    ):
        with pytest.raises(NotFound):
            await context(heard.contact_id, by=stranger)
