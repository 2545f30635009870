from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.crm.claim import Claim
from contracts.crm.fact import BY_HAND, FactDraft, Invalidation, Modality
from contracts.errors import Invalid, NotFound
from memory.crm.fact import NotKnown, add_contact_fact, retract_contact_fact
from memory.recall.facts import Merged

from .conftest import ANA, NOON, claim, named


def draft(predicate, value, **about):
    return FactDraft(predicate=predicate, value=value, **about)


async def test_what_is_put_down_by_hand_has_its_writer_as_its_source_and_ends_what_was_said_before(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    added = await knowing.by_hand(add_contact_fact, draft("lives_at", "Recife"), minute=5)
    (source,) = added.sources
    assert (source.stated_by, source.message_id, source.quote) == ("user:bia", None, None)
    assert (added.value, added.valid_from, added.confidence) == (
        "Recife",
        NOON + timedelta(minutes=5),
        pytest.approx(0.95),
    )
    assert await knowing.values() == ["Recife"]
    assert await knowing.values(as_of=NOON + timedelta(minutes=2)) == ["Natal"]
    await knowing.tell("Me mudei pra Olinda", claim("lives_at", "Olinda"), minute=9)
    assert await knowing.values() == ["Olinda"]


async def test_what_a_message_says_too_has_both_as_its_sources(knowing):
    await knowing.tell("plano Pro", claim("plan", "Pro"))
    added = await knowing.by_hand(add_contact_fact, draft("plan", "PRO"), minute=5)
    assert [one.stated_by for one in added.sources] == [None, "user:bia"]
    assert added.confidence > 0.95
    again = await knowing.by_hand(add_contact_fact, draft("plan", "pro"), minute=6)
    assert (again.id, len(again.sources)) == (added.id, 3)


async def test_since_when_and_as_a_plan(knowing):
    await knowing.write("oi")
    await knowing.by_hand(add_contact_fact, draft("works_at", "Acme", since=NOON - timedelta(days=30)))
    await knowing.by_hand(add_contact_fact, draft("works_at", "Beta", planned=True), minute=1)
    assert await knowing.values(as_of=NOON - timedelta(days=9)) == ["Acme"]
    assert await knowing.values() == ["Acme"]
    planned = [one for one in await knowing.facts(include_planned=True) if one.modality is Modality.PLANNED]
    assert [one.value for one in planned] == ["Beta"]
    with pytest.raises(Invalid):
        await knowing.by_hand(add_contact_fact, draft("works_at", "Beta", since=NOON + timedelta(days=9)))


async def test_what_is_taken_back_by_hand_never_was_so_and_what_it_ended_holds_again(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    await knowing.tell("Moro em Recife", claim("lives_at", "Recife"), minute=5)
    (wrong,) = await knowing.facts()
    before = await knowing.now()
    gone = await knowing.by_hand(retract_contact_fact, wrong.id, minute=9)
    assert (gone.id, gone.invalidation_kind, gone.superseded_by) == (wrong.id, Invalidation.RETRACTED, None)
    assert await knowing.values() == await knowing.values(as_of=NOON + timedelta(minutes=6)) == ["Natal"]
    assert await knowing.values(known_at=before) == ["Recife"]
    with pytest.raises(NotKnown):
        await knowing.by_hand(retract_contact_fact, wrong.id, minute=9)


async def test_what_was_taken_back_can_be_said_again(knowing):
    await knowing.write("oi")
    added = await knowing.by_hand(add_contact_fact, draft("budget", "5000 BRL"))
    await knowing.by_hand(retract_contact_fact, added.id, minute=1)
    assert await knowing.values() == []
    await knowing.tell("são 5 mil mesmo", claim("budget", "5000.00 BRL"), minute=2)
    assert await knowing.values() == ["5000.00 BRL"]


async def test_late_messages_and_other_readings_change_nothing_of_it(knowing):
    await knowing.write("oi")
    await knowing.by_hand(add_contact_fact, draft("lives_at", "Recife"), minute=30)
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"), minute=2)
    assert await knowing.values() == ["Recife"]
    await knowing.tell("Moro em Belém", claim("lives_at", "Belém"), minute=3, extractor="old@1")
    assert await knowing.values(extractor="old@1") == ["Recife"]
    assert await knowing.values(extractor=BY_HAND) == ["Recife"]


async def test_it_goes_with_the_person_that_somebody_turns_out_to_be(knowing):
    bia = named("contact", "Bia")
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    await knowing.write("oi", who="Bia")
    await knowing.by_hand(add_contact_fact, draft("lives_at", "Recife"), contact=bia, minute=5)
    await knowing.rows(
        "update crm.contacts set merged_into = %(ana)s, deleted_at = now() where id = %(bia)s returning id",
        ana=ANA,
        bia=bia,
    )
    await knowing.learn(merged=[Merged(ANA, (bia,))])
    assert await knowing.values() == ["Recife"]


async def test_with_a_person_goes_what_was_put_down_of_them(knowing):
    await knowing.write("oi")
    await knowing.by_hand(add_contact_fact, draft("goal", "crescer"))
    await knowing.rows("delete from crm.messages where contact_id = %(ana)s returning id", ana=ANA)
    await knowing.rows("delete from crm.chats where tenant_id = %(tenant)s returning id")
    await knowing.rows("delete from crm.contacts where id = %(ana)s returning id", ana=ANA)
    for table in ("facts", "fact_sources", "statements"):
        assert await knowing.rows(f"select from recall.{table}") == []


@pytest.mark.parametrize(
    "predicate, value",
    [("shoe_size", "42"), ("budget", "muito"), ("deadline", "soon"), ("cpf", "11111111111"), ("preferred_channel", "fax"), ("phone", "12")],
)  # fmt: skip
async def test_a_value_that_is_not_in_its_form_is_refused_and_nothing_is_written(knowing, predicate, value):
    await knowing.write("oi")
    with pytest.raises(Invalid):
        await knowing.by_hand(add_contact_fact, draft(predicate, value))
    assert await knowing.rows("select from recall.statements") == []


async def test_a_fact_of_somebody_else_is_a_missing_one(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    await knowing.tell("Moro em Natal", Claim("lives_at", "Natal", 0, 3), who="Bia")
    (hers,) = await knowing.facts(named("contact", "Bia"))
    for fact_id in (hers.id, uuid4()):
        with pytest.raises(NotFound):
            await knowing.by_hand(retract_contact_fact, fact_id)
