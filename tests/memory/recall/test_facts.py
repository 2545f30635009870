import asyncio
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.crm.claim import Act, Claim
from contracts.crm.fact import EXTRACTOR, LANGUAGE, FactType, Invalidation, Modality
from contracts.errors import NotFound
from memory.recall.facts import Heard, Merged

from .conftest import ANA, NOON, Knowing, claim, named


async def test_what_is_known_leads_back_to_the_words_it_was_said_in(knowing):
    text = "Oi! Moro em Campinas, tá?"
    message_id = await knowing.tell(text, claim("lives_at", "Campinas", text))
    (fact,) = await knowing.facts()
    assert (fact.predicate, fact.type, fact.value, fact.valid_from) == (
        "lives_at",
        FactType.PERSONAL_INFO,
        "Campinas",
        NOON,
    )
    (source,) = fact.sources
    assert (source.message_id, source.quote) == (message_id, "Campinas")


async def test_a_new_value_ends_the_old_one_and_both_times_can_be_asked_for(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    before = await knowing.now()
    await knowing.tell("Me mudei pra Recife", claim("lives_at", "Recife"), minute=60)
    assert await knowing.values() == ["Recife"]
    assert await knowing.values(as_of=NOON + timedelta(minutes=30)) == ["Natal"]
    assert await knowing.values(as_of=NOON - timedelta(minutes=1)) == []
    assert await knowing.values(known_at=before) == ["Natal"]
    assert await knowing.values(as_of=NOON + timedelta(minutes=90), known_at=before) == ["Natal"]
    (old,) = await knowing.facts(known_at=before)
    (new,) = await knowing.facts()
    assert (old.invalidation_kind, old.superseded_by) == (Invalidation.SUPERSEDED, new.id)


async def test_what_is_learned_twice_changes_nothing(knowing):
    text = "Moro em Natal"
    message_id = await knowing.tell(text, claim("lives_at", "Natal", text))
    heard = Heard(message_id, sha256(text.encode()).digest(), [claim("lives_at", "Natal", text)])
    assert await knowing.learn(heard) == 0
    assert len(await knowing.rows("select from recall.fact_sources")) == 1


async def test_the_same_again_is_another_source_of_one_fact(knowing):
    await knowing.tell("plano Pro", claim("plan", "Pro"))
    (once,) = await knowing.facts()
    await knowing.tell("o pro mesmo", claim("plan", "pro"), minute=5)
    (twice,) = await knowing.facts()
    assert (twice.id, len(twice.sources)) == (once.id, 2)
    assert twice.confidence > once.confidence


async def test_what_is_taken_back_ends_as_retracted(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    before = await knowing.now()
    await knowing.tell("isso estava errado", Claim("*", "", 0, 5, act=Act.RETRACT), minute=2)
    assert await knowing.values() == []
    (fact,) = await knowing.facts(known_at=before)
    assert (fact.invalidation_kind, fact.superseded_by) == (Invalidation.RETRACTED, None)


async def test_an_edit_takes_its_facts_along_and_what_they_ended_holds_again(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    edited = await knowing.tell("Moro em Recife", claim("lives_at", "Recife"), minute=5)
    await knowing.change(edited, "Amo Recife")
    await knowing.learn(Heard(edited, sha256(b"Amo Recife").digest()))
    assert await knowing.values() == ["Natal"]
    await knowing.learn(Heard(edited, sha256(b"Moro em Recife").digest(), [claim("lives_at", "Recife")]))
    assert await knowing.values() == ["Natal"], "claims of a text that is no longer the message's"


async def test_what_was_revoked_is_known_from_no_time_any_more(knowing):
    before = await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    revoked = await knowing.tell("Moro em Recife", claim("lives_at", "Recife"), minute=5)
    await knowing.revoke(revoked)
    await knowing.learn(Heard(revoked))
    assert await knowing.values() == ["Natal"]
    rows = await knowing.rows("select value from recall.facts union select value from recall.claims")
    assert {row["value"] for row in rows} == {"Natal"}
    (fact,) = await knowing.facts()
    assert [one.message_id for one in fact.sources] == [before]


async def test_a_message_that_is_erased_takes_with_it_what_only_it_said(knowing):
    one = await knowing.tell("plano Pro", claim("plan", "Pro"))
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"), minute=1)
    await knowing.rows("delete from crm.messages where id = %(id)s returning id", id=one)
    assert await knowing.values() == ["Natal"]
    assert (
        len(await knowing.rows("select from recall.facts")) == len(await knowing.rows("select from recall.claims")) == 1
    )


async def test_people_who_turn_out_to_be_one_bring_what_is_known_of_them(knowing):
    bia = named("contact", "Bia")
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    moved = await knowing.tell("Moro em Recife", claim("lives_at", "Recife"), who="Bia", minute=9)
    before = await knowing.now()
    await knowing.rows("update crm.messages set contact_id = %(ana)s where id = %(id)s returning id", ana=ANA, id=moved)
    await knowing.learn(merged=[Merged(ANA, (bia,))])
    assert await knowing.values() == ["Recife"]
    assert await knowing.facts(bia) == []
    (fact,) = await knowing.facts(bia, known_at=before)
    assert fact.invalidation_kind is Invalidation.DUPLICATE


async def test_what_another_version_read_stays_beside_it(knowing):
    text = "Moro em Natal"
    message_id = await knowing.tell(text, claim("lives_at", "Natal"), extractor="old@1")
    heard = Heard(message_id, sha256(text.encode()).digest(), [claim("lives_at", "NATAL")])
    await knowing.learn(heard, extractor=EXTRACTOR)
    assert await knowing.values() == ["NATAL"]
    assert await knowing.values(extractor="old@1") == ["Natal"]


async def test_what_we_say_and_what_nobody_known_says_is_learned_of_nobody(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"), from_me=True)
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"), who=None)
    assert await knowing.rows("select from recall.claims") == []


async def test_plans_and_kinds_are_shown_as_they_are_asked_for(knowing):
    planned = claim("lives_at", "Recife", modality=Modality.PLANNED)
    await knowing.tell("…", claim("budget", "5000.00 BRL"), planned, Claim("goal", "crescer", 1, 2))
    assert sorted(await knowing.values()) == ["5000.00 BRL", "crescer"]
    assert sorted(await knowing.values(include_planned=True)) == ["5000.00 BRL", "Recife", "crescer"]
    assert await knowing.values(fact_types=[FactType.GOAL]) == ["crescer"]
    assert await knowing.values(predicates=["budget", "nonsense"]) == ["5000.00 BRL"]


async def test_who_may_not_see_messages_sees_no_quotes(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal", "Moro em Natal"))
    (fact,) = await knowing.facts(scopes=frozenset({"contacts.view"}))
    assert [one.quote for one in fact.sources] == [None]


async def test_facts_of_another_tenant_are_not_there(db, knowing, two_tenants):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    stranger = Knowing(db, two_tenants[0])
    with pytest.raises(NotFound):
        await stranger.facts()


async def test_the_database_itself_refuses_two_values_at_once(knowing):
    await knowing.tell("Moro em Natal", claim("lives_at", "Natal"))
    with pytest.raises(Exception, match="facts_one_at_a_time"):
        await knowing.rows(
            "insert into recall.facts (tenant_id, id, contact_id, extractor, predicate, functional, value, modality,"
            " valid_from, valid_from_source, disputed) select tenant_id, %(id)s, contact_id, extractor, predicate,"
            " functional, 'Recife', modality, valid_from, valid_from_source, false from recall.facts returning id",
            id=uuid4(),
        )


async def test_two_writers_of_one_person_wait_for_each_other(knowing):
    said = [
        (await knowing.write(f"Moro em {n}", minute=n), f"Moro em {n}", claim("lives_at", str(n))) for n in range(8)
    ]
    await asyncio.gather(*(knowing.learn(Heard(at, sha256(text.encode()).digest(), [one])) for at, text, one in said))
    assert await knowing.values() == ["7"]
    assert len(await knowing.rows("select from recall.facts where invalidated_at is null")) == 8


STEPS = st.lists(
    st.tuples(
        st.integers(0, 6),
        st.sampled_from(["lives_at", "goal", "cpf"]),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([Act.STATE, Act.STATE, Act.RETRACT]),
        st.sampled_from([Modality.ASSERTED, Modality.ASSERTED, Modality.PLANNED]),
        st.sampled_from([EXTRACTOR, EXTRACTOR, LANGUAGE]),
    ),
    min_size=2,
    max_size=6,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.randoms(use_true_random=False), st.integers(1, 3))
async def test_any_order_and_any_batches_make_the_same_known_now_and_as_of_any_time(knowing, steps, random, size):
    answers = []
    for order in (list(range(len(steps))), random.sample(range(len(steps)), len(steps))):
        who = f"Ana {uuid4()}"
        heard = []
        for number, (minute, predicate, value, act, modality, _) in enumerate(steps):
            text = f"{who} {number}"
            at = await knowing.write(text, id=uuid4(), who=who, minute=minute * 10 + number)
            one = Claim(predicate, value, 0, 3, act=act, modality=modality)
            heard.append(Heard(at, sha256(text.encode()).digest(), [one]))
        for begin in range(0, len(order), size):
            for reader in (EXTRACTOR, LANGUAGE):
                read = [heard[index] for index in order[begin : begin + size] if steps[index][-1] == reader]
                await knowing.learn(*read, extractor=reader)
        contact = named("contact", who)
        times = [None, *(NOON + timedelta(minutes=minute) for minute in range(0, 70, 5))]
        answers.append(
            [
                sorted(
                    (
                        one.predicate,
                        one.value,
                        one.modality,
                        one.valid_from,
                        one.valid_to,
                        one.disputed,
                        len(one.sources),
                    )
                    for one in await knowing.facts(contact, as_of=at, include_planned=True)
                )
                for at in times
            ]
        )
    assert answers[0] == answers[1]
