from hashlib import sha256
from uuid import uuid4

import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.context import ContextQuery, Part
from contracts.crm.enrichment import EntityKind, SentimentLabel
from contracts.errors import NotFound
from memory.crm.context import get_contact_context
from memory.crm.enrichment import save_enrichments
from memory.crm.sessionize import sessionize
from memory.recall.facts import Heard, learn
from memory.recall.items import Turn, remember
from memory.recall.search import Meaning
from pipelines.providers import choose_facts, read_by
from pipelines.providers.embedding.hashing import Hashing


@pytest.fixture
def context(db, tenant_id, who):
    """`await context(contact_id)`: what somebody is shown of a person."""

    async def shown(contact_id, *, by=who, **asked):
        query = ContextQuery(**asked)
        vector = EMBEDDER.embed_query(query.query) if query.query else None
        async with db.tenant(by.tenant_id) as tx:
            return await get_contact_context(tx, by, contact_id, query, Meaning(EMBEDDER.model, vector=vector))

    return shown


@pytest.fixture
def talk(db, tenant_id, connect, hear):
    """`await talk([(0, "Oi"), …])`: what a person said at which minute, in sessions, embedded, and known of them."""

    async def talked(said):
        channel = await connect()
        heard = [await hear(channel, text, minute=minute) for minute, text in said]
        turns = [Turn(one.id, EMBEDDER.embed([one.text])[0], _hash(one.text)) for one in heard]
        claims = [Heard(one.id, _hash(one.text), RULES.extract(one.text, one.at, "pt")) for one in heard]
        async with db.tenant(tenant_id) as tx:
            await sessionize(tx, [one.id for one in heard], [], heard[-1].at)
            await remember(tx, turns, EMBEDDER.model)
            await learn(tx, claims, read_by(RULES))
        return heard

    return talked


def _hash(text):
    return sha256(text.encode()).digest()


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


EMBEDDER, RULES = Hashing(), choose_facts("rules")
BY = {"provider": "test", "model": "m", "model_version": "1"}
GLAD = {"label": "positive", "score": 0.8}
MONEY = {"kind": "money", "text": "R$ 10", "value": "BRL 1000", "start": 0, "end": 5, "confidence": 1.0}


async def test_the_latest_messages_come_in_the_order_of_the_conversation(connect, hear, context):
    channel = await connect()
    for minute in (2, 0, 1):
        heard = await hear(channel, f"minute {minute}", minute=minute)
    await hear(channel, "Another person", phone="+5531900000002")
    shown = await context(heard.contact_id, history_limit=2)
    assert [one.text for one in shown.recent_messages] == ["minute 1", "minute 2"]
    assert (shown.contact.id, shown.contact.phone) == (heard.contact_id, "+5531900000001")


async def test_a_message_comes_with_its_mood_and_what_it_names(connect, hear, context, understand):
    heard = await hear(await connect(), "R$ 10, obrigada!")
    await understand(heard, heard.text, sentiment=GLAD, entities={"entities": [MONEY]})
    (message,) = (await context(heard.contact_id)).recent_messages
    assert message.sentiment.label is SentimentLabel.POSITIVE
    assert [(one.kind, one.value) for one in message.entities] == [(EntityKind.MONEY, "BRL 1000")]


async def test_what_was_understood_of_an_earlier_text_is_left_out(connect, hear, context, understand):
    heard = await hear(await connect(), "Não quero mais")
    await understand(heard, "Quero", sentiment=GLAD, entities={"entities": [MONEY]})
    (message,) = (await context(heard.contact_id)).recent_messages
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
    assert (shown.contact.name, shown.recent_messages, shown.session, shown.statistics) == ("Bia", None, None, None)
    assert shown.similar_sessions is None
    assert {source.part for source in shown.sources} == {Part.PROFILE}
    messages = await context(heard.contact_id, by=Principal(**narrow, scopes=frozenset({"messages.view"})))
    assert len(messages.recent_messages) == 1
    assert messages.statistics is messages.similar_sessions is None


async def test_a_person_of_another_tenant_or_project_is_not_there(connect, hear, context, who, two_tenants):
    heard = await hear(await connect(), "Oi")
    for stranger in (
        who.model_copy(update={"tenant_id": two_tenants[0]}),
        who.model_copy(update={"project_id": uuid4()}),
    ):
        with pytest.raises(NotFound):
            await context(heard.contact_id, by=stranger)


MARCH = [
    (0, "Meu boleto veio errado"),
    (1, "Cobraram duas vezes"),
    (300, "Meu orçamento é R$ 5000"),
    (301, "Moro em Recife"),
]
NOW = [(2000, "O boleto de novo!"), (2001, "Veio errado outra vez")]


async def test_without_a_query_the_sessions_like_the_one_of_now_are_shown(talk, context):
    heard = await talk(MARCH + NOW)
    shown = await context(heard[0].contact_id)
    assert [one.session.message_count for one in shown.similar_sessions] == [2, 2]
    assert [one.text for one in shown.similar_sessions[0].messages] == [text for _, text in MARCH[:2]]
    assert shown.similar_sessions[0].similarity > shown.similar_sessions[1].similarity


async def test_with_a_query_the_sessions_that_answer_it_are_shown_and_nothing_is_told_twice(talk, context):
    talks = [(minute, f"Assunto {minute}") for minute in range(3000, 3012)]
    heard = await talk(MARCH + talks)
    shown = await context(heard[0].contact_id, query="boleto errado", strategy="keyword_only")
    first = shown.similar_sessions[0]
    assert MARCH[0][1] in {one.text for one in first.messages}
    assert shown.strategy == "keyword_only"
    latest = {one.id for one in heard[-10:]}
    assert not latest & {line.id for one in shown.similar_sessions for line in one.messages}


async def test_facts_come_with_their_sources_and_what_is_asked_for_comes_first(talk, context):
    heard = await talk(MARCH)
    shown = await context(heard[0].contact_id)
    assert {fact.predicate for fact in shown.facts} == {"lives_at", "budget"}
    asked = await context(heard[0].contact_id, query="Qual é o orçamento dela?")
    assert asked.facts[0].predicate == "budget"
    (source,) = [source for source in asked.sources if source.id == asked.facts[0].id]
    assert source.messages == [heard[2].id]


async def test_a_scope_says_which_facts_and_how_much_and_whether_numbers(talk, context):
    heard = await talk(MARCH + NOW)
    shown = await context(heard[0].contact_id, scope="support_technical")
    assert (shown.facts, shown.statistics, shown.strategy) == ([], None, "keyword_recent_70_30")
    assert shown.max_tokens == 4_000
    sales = await context(heard[0].contact_id, scope="sales_prospecting")
    assert [fact.predicate for fact in sales.facts] == ["budget"]


async def test_a_key_is_told_no_more_than_its_scope_whatever_it_asks_for(talk, context, who):
    heard = await talk(MARCH + NOW)
    bound = who.model_copy(update={"knowledge_scope": "support_technical"})
    for asked in ({}, {"scope": "retention_churn"}, {"scope": "default", "max_tokens": 32_000, "history_limit": 50}):
        shown = await context(heard[0].contact_id, by=bound, **asked)
        assert (shown.facts, shown.statistics, shown.max_tokens) == ([], None, 4_000)


async def test_days_count_back_from_what_the_person_said_last(connect, hear, context, talk):
    heard = await talk([(0, "Oi"), (60 * 24 * 6, "Voltei"), (60 * 24 * 400, "Lembra de mim?")])
    shown = await context(heard[0].contact_id)
    assert [one.text for one in shown.recent_messages] == ["Lembra de mim?"]
    assert shown.similar_sessions == []


async def test_a_small_budget_holds_the_latest_and_tells_what_it_leaves_out(talk, context):
    heard = await talk([(minute, f"{minute} " + "palavra " * 30) for minute in range(20)])
    shown = await context(heard[0].contact_id, max_tokens=300)
    assert shown.tokens <= 300
    assert shown.recent_messages[-1].id == heard[-1].id
    assert len(shown.recent_messages) + shown.left_out[Part.MESSAGE] == 20
