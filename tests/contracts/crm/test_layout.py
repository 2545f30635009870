import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from contracts.crm.contact import Contact
from contracts.crm.context import MIN_TOKENS, ContactContext, Part, RecentMessage, SimilarSession, Statistics
from contracts.crm.enrichment import SentimentResult
from contracts.crm.fact import Fact, FactSource
from contracts.crm.layout import CITED, ELLIPSIS, FIRST, MOST, OF, fitted, shortened, tokens
from contracts.crm.session import Session
from contracts.crm.summary import Line

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
CONTACT = UUID(int=1)
WORDS = st.text(st.characters(codec="utf-8"), max_size=200) | st.sampled_from(
    ["Oi [message 1]", "palavra " * 400, "\n[fact 1]\n"]
)


def contact(**said):
    row = dict.fromkeys(Contact.model_fields) | {"id": CONTACT, "version": 1, "project_id": CONTACT, "name": "Bia"}
    row |= {"tags": [], "custom_fields": {}, "created_at": NOON, "updated_at": NOON}
    return Contact.model_validate(row | said)


def message(number, text, **said):
    row = dict.fromkeys(RecentMessage.model_fields) | {"id": UUID(int=1000 + number), "text": text, "entities": []}
    row |= {"at": NOON + timedelta(minutes=number), "from_me": number % 2 == 0, "content_type": "text"}
    row |= {"status": "delivered", "channel_id": CONTACT, "chat_id": CONTACT}
    return RecentMessage.model_validate(row | said)


def session(number):
    row = dict.fromkeys(Session.model_fields, 0) | dict.fromkeys(("end_reason", "ended_at"))
    row |= {"id": UUID(int=2000 + number), "project_id": CONTACT, "contact_id": CONTACT, "channel_type": "waha"}
    row |= dict.fromkeys(("started_at", "last_activity_at", "created_at", "updated_at"), NOON) | {"status": "active"}
    row |= dict.fromkeys(("first_contact_message_at", "first_agent_response_at", "agent_response_time_seconds"))
    return Session.model_validate(row)


def similar(number, text):
    line = Line(id=UUID(int=3000 + number), at=NOON, from_me=False, content_type="text", text=text)
    return SimilarSession(session=session(number), similarity=0.5, messages=[line])


def fact(number, text):
    source = FactSource(message_id=UUID(int=4000 + number), stated_by=None, at=NOON, start=0, end=1, quote=text)
    row = dict.fromkeys(Fact.model_fields) | {"id": UUID(int=5000 + number), "contact_id": CONTACT, "value": text}
    row |= {"predicate": "goal", "type": "goal", "modality": "asserted", "valid_from": NOON, "recorded_at": NOON}
    row |= {"valid_from_source": "inferred", "disputed": False, "confidence": 0.9, "extractor": "e"}
    return Fact.model_validate(row | {"sources": [source]})


NUMBERS = Statistics(
    sessions=3, messages=9, messages_from_contact=5, messages_from_agent=4, first_session_at=NOON,
    last_activity_at=NOON, average_response_seconds=61.2,
)  # fmt: skip


def context(max_tokens=MIN_TOKENS, *, said=(), known=(), near=(), opened=True, **about):
    return ContactContext(
        contact=contact(**about),
        recent_messages=[message(number, text) for number, text in enumerate(said)],
        session=session(0) if opened else None,
        similar_sessions=[similar(number, text) for number, text in enumerate(near, 1)],
        facts=[fact(number, text) for number, text in enumerate(known)],
        statistics=NUMBERS,
        scope="default",
        strategy="balanced",
        max_tokens=max_tokens,
    )


CONTEXTS = st.builds(
    context,
    st.integers(MIN_TOKENS, 4_000),
    said=st.lists(WORDS, max_size=25),
    known=st.lists(WORDS, max_size=12),
    near=st.lists(WORDS, max_size=5),
    opened=st.booleans(),
    name=WORDS,
)


def by_importance(whole):
    """Everything there is to tell, the most important first, as docs/context.md says it."""
    latest = [(Part.MESSAGE, one.id) for one in reversed(whole.recent_messages)]
    facts = [(Part.FACT, one.id) for one in whole.facts]
    near = [(Part.SIMILAR_SESSION, one.session.id) for one in whole.similar_sessions]
    opened = [(Part.SESSION, whole.session.id)] if whole.session else []
    numbers = (Part.STATISTICS, CONTACT)
    return [*latest[:1], (Part.PROFILE, CONTACT), *opened, *latest[1:FIRST], *facts, *near, numbers, *latest[FIRST:]]


def told(shown):
    return {(source.part, source.id) for source in shown.sources}


@given(CONTEXTS)
def test_a_text_is_never_over_its_budget_and_its_tokens_are_those_of_its_lines(whole):
    shown = fitted(whole)
    assert shown.tokens == tokens(shown.text) == sum(source.tokens for source in shown.sources)
    assert shown.tokens <= whole.max_tokens


@given(CONTEXTS)
def test_every_line_ends_with_its_source(whole):
    shown = fitted(whole)
    lines = shown.text.splitlines()
    assert len(lines) == len(shown.sources) == len(told(shown))
    for line, source in zip(lines, shown.sources, strict=True):
        end = line.rpartition(" [")[2]
        kind, named, *said = re.split(r", message | ", end.removesuffix("]"))
        assert (kind, named) == (OF.get(source.part, "contact"), str(source.id))
        assert said == ([str(one) for one in source.messages[:CITED]] if source.part is Part.FACT else [])
        assert source.messages or source.part in (Part.PROFILE, Part.STATISTICS, Part.SESSION)


@given(CONTEXTS)
def test_what_is_there_is_the_beginning_of_the_order_of_importance(whole):
    shown, order = fitted(whole), by_importance(whole)
    assert told(shown) == set(order[: len(shown.sources)])
    left = Counter(part for part, _ in order[len(shown.sources) :])
    assert shown.left_out == left


@given(CONTEXTS)
def test_the_latest_message_is_always_there(whole):
    shown = fitted(whole)
    assert bool(shown.recent_messages) is bool(whole.recent_messages)
    assert shown.recent_messages[-1:] == whole.recent_messages[-1:]


@given(CONTEXTS, st.integers(0, 2_000))
def test_a_larger_budget_only_adds(whole, more):
    small, large = fitted(whole), fitted(whole.model_copy(update={"max_tokens": whole.max_tokens + more}))
    assert told(small) <= told(large)
    assert set(small.text.splitlines()) <= set(large.text.splitlines())


@given(CONTEXTS)
def test_the_lists_hold_what_the_text_holds(whole):
    shown = fitted(whole)
    held = {(Part.MESSAGE, one.id) for one in shown.recent_messages}
    held |= {(Part.FACT, one.id) for one in shown.facts}
    held |= {(Part.SIMILAR_SESSION, one.session.id) for one in shown.similar_sessions}
    held |= {(Part.SESSION, shown.session.id)} if shown.session else set()
    held |= {(Part.STATISTICS, CONTACT)} if shown.statistics else set()
    assert told(shown) - {(Part.PROFILE, CONTACT)} == held


@given(WORDS, st.integers(3, 100))
def test_a_text_is_cut_to_its_size_and_says_so(text, most):
    cut, plain = shortened(text, most), " ".join(text.split())
    assert tokens(cut) <= most
    assert cut == plain or (cut.endswith(ELLIPSIS) and plain.startswith(cut.removesuffix(ELLIPSIS)))


@given(WORDS, WORDS)
def test_the_estimate_grows_with_the_text_and_stays_within_its_bounds(one, other):
    assert tokens(one) <= tokens(one + other) <= tokens(one) + tokens(other)
    size = len("".join(one.split()).encode())
    assert size / 4 <= tokens(one) <= size + one.count("\n")


def test_a_context_reads_as_it_is_written_down():
    whole = context(1_000, said=["Oi", "Quero\ncancelar"], known=["sair"], near=["Já falei"], phone="+5531900000001")
    whole.recent_messages[1].sentiment = SentimentResult(label="negative", score=-0.5)
    assert re.sub(r"0{8}-0{4}-0{4}-0{4}-0{8}", "", fitted(whole).text) == (
        "2026-03-02 12:00 we: Oi [message 03e8]\n"
        "2026-03-02 12:01 customer (negative): Quero cancelar [message 03e9]\n"
        "Open session: 2026-03-02 12:00 to 2026-03-02 12:00, 0 messages [session 07d0]\n"
        "Earlier session, similarity 0.50: 2026-03-02 12:00 to 2026-03-02 12:00, 0 messages. customer: Já falei "
        "[session 07d1]\n"
        "Customer: Bia; +5531900000001 [contact 0001]\n"
        "In all: 3 sessions, 9 messages since 2026-03-02, answered within 61 s on average [contact 0001]\n"
        'Known since 2026-03-02: goal is sair, said: "sair" [fact 1388, message 0fa0]\n'
    )


def test_a_long_message_is_cut_and_counted():
    shown = fitted(context(said=["palavra " * 400]))
    assert (len(shown.recent_messages), shown.shortened) == (1, 1)
    assert MOST < shown.sources[0].tokens <= MIN_TOKENS
    assert ELLIPSIS in shown.text


def test_what_may_not_be_seen_stays_null():
    whole = context(said=["Oi"]).model_copy(update={"recent_messages": None, "similar_sessions": None})
    shown = fitted(whole)
    assert shown.recent_messages is shown.similar_sessions is None
    assert "customer:" not in shown.text
