from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.crm.claim import ANY, Act, Claim, Resolution, Said, certainty, consolidate, functional, key, resolution
from contracts.crm.fact import EXTRACTOR, PREDICATES, Modality, ValidFromSource

DAY = datetime(2026, 3, 2, tzinfo=UTC)


def on(day, predicate, value, *, start=0, **about):
    return Said(
        UUID(int=day * 10 + start), DAY + timedelta(days=day), Claim(predicate, value, start, start + 5, **about)
    )


def known(*said):
    """(value, first day, last day or None) of what is known of it."""
    return [
        (one.value, (one.valid_from - DAY).days, (one.valid_to - DAY).days if one.valid_to else None)
        for one in consolidate(said)
    ]


def current(*said):
    return {one.value for one in consolidate(said) if one.valid_to is None and one.modality is Modality.ASSERTED}


def test_a_later_value_ends_the_one_before_it():
    assert known(on(1, "budget", "5000.00 BRL"), on(4, "budget", "3000.00 BRL")) == [
        ("5000.00 BRL", 1, 4),
        ("3000.00 BRL", 4, None),
    ]


def test_an_earlier_value_that_is_heard_late_is_over_already():
    assert known(on(4, "lives_at", "Recife"), on(1, "lives_at", "Natal")) == [("Natal", 1, 4), ("Recife", 4, None)]


def test_the_same_value_again_is_another_source_and_more_certain():
    (once,) = consolidate([on(1, "plan", "Pro")])
    (twice,) = consolidate([on(1, "plan", "Pro"), on(3, "plan", "o  PRÓ".removeprefix("o "))])
    assert len(twice.sources) == 2
    assert twice.confidence > once.confidence
    assert twice.valid_from == once.valid_from


def test_values_of_a_predicate_with_several_stand_beside_each_other():
    assert known(on(1, "goal", "crescer"), on(2, "goal", "economizar")) == [
        ("crescer", 1, None),
        ("economizar", 2, None),
    ]


def test_a_value_that_is_no_longer_so_ends_alone():
    said = [on(1, "email", "a@x.com"), on(2, "email", "b@x.com"), on(5, "email", "a@x.com", polarity=-1)]
    assert known(*said) == [("a@x.com", 1, 5), ("b@x.com", 2, None)]


def test_somebody_elses_number_is_disputed_where_there_can_be_one_only():
    first, second = consolidate([on(1, "cpf", "52998224725"), on(2, "cpf", "11144477735")])
    assert (first.disputed, second.disputed) == (False, True)
    assert first.valid_to is second.valid_to is None


def test_a_plan_never_ends_what_is_so_and_is_over_once_it_came_true():
    said = [on(1, "lives_at", "Recife"), on(2, "lives_at", "Natal", modality=Modality.PLANNED)]
    assert current(*said) == {"Recife"}
    assert {(one.value, one.modality) for one in consolidate(said)} == {("Recife", "asserted"), ("Natal", "planned")}
    came_true = consolidate([*said, on(9, "lives_at", "Natal")])
    assert [one.valid_to for one in came_true if one.modality is Modality.PLANNED] == [DAY + timedelta(days=9)]


@pytest.mark.parametrize("modality", [Modality.HYPOTHETICAL, Modality.QUESTION, Modality.REPORTED])
def test_what_is_not_asserted_says_nothing(modality):
    assert known(on(1, "lives_at", "Recife"), on(2, "lives_at", "Natal", modality=modality)) == [("Recife", 1, None)]


def test_what_is_taken_back_was_never_so_and_what_it_ended_goes_on():
    said = [on(1, "lives_at", "Natal"), on(2, "lives_at", "Recife"), on(3, "lives_at", "Recife", act=Act.RETRACT)]
    assert known(*said) == [("Natal", 1, None)]


def test_taking_back_without_more_takes_back_what_was_said_last_and_not_what_was_said_long_ago():
    said = [on(1, "plan", "Pro"), on(2, "lives_at", "Recife"), on(2, "goal", "crescer")]
    at = DAY + timedelta(days=2, hours=1)
    back = Said(UUID(int=999), at, Claim(ANY, "", 0, 5, act=Act.RETRACT))
    assert current(*said, back) == {"Pro"}
    late = back._replace(at=at + timedelta(days=3))
    assert current(*said, late) == {"Pro", "Recife", "crescer"}


def test_a_correction_counts_only_for_what_it_names():
    said = [on(1, "lives_at", "Natal"), on(1, "plan", "Natal Luz", start=5)]
    meant = on(2, "lives_at", "Recife", act=Act.CORRECT, replaces="natal")
    other = on(2, "works_at", "Recife", act=Act.CORRECT, replaces="natal")
    assert current(*said, meant, other) == {"Recife", "Natal Luz"}


def test_a_correction_of_what_was_so_until_now_leaves_the_past_as_it_was():
    said = [on(1, "lives_at", "Natal"), on(9, "lives_at", "Recife", act=Act.CORRECT, replaces="natal", changed=True)]
    assert known(*said) == [("Natal", 1, 9), ("Recife", 9, None)]


def test_what_is_otherwise_now_counts_only_where_something_was_known_however_long_ago():
    now = on(90, "deadline", "2026-09-02", act=Act.CORRECT, changed=True)
    assert known(now) == []
    assert known(on(1, "deadline", "2026-08-01"), now) == [("2026-08-01", 1, 90), ("2026-09-02", 90, None)]
    planned = on(1, "deadline", "2026-08-01", modality=Modality.PLANNED)
    assert current(planned, now) == set()


def test_what_is_not_certain_enough_ends_nothing_and_counts_where_nothing_is_known():
    unsure = on(5, "works_at", "Gerdau", confidence=0.7)
    assert known(on(1, "works_at", "Vale"), unsure) == [("Vale", 1, None)]
    assert known(unsure) == [("Gerdau", 5, None)]
    assert known(on(1, "works_at", "Vale"), on(3, "works_at", "", polarity=-1), unsure)[1:] == [("Gerdau", 5, None)]


def test_what_ends_without_a_value_is_whatever_holds():
    assert known(on(1, "works_at", "Vale"), on(5, "works_at", "", polarity=-1)) == [("Vale", 1, 5)]
    assert known(on(5, "works_at", "", polarity=-1)) == []


def test_a_plan_that_has_come_true_is_so_from_then_on_and_without_a_plan_nothing_has():
    moved = on(9, "lives_at", "", changed=True)
    plan = on(2, "lives_at", "Natal", modality=Modality.PLANNED)
    assert current(on(1, "lives_at", "Recife"), moved) == {"Recife"}
    assert current(on(1, "lives_at", "Recife"), plan, moved) == {"Natal"}
    assert current(moved, plan._replace(at=DAY + timedelta(days=10))) == set()


def test_it_is_told_how_it_is_known_since_when():
    since = DAY - timedelta(days=400)
    sources = [
        consolidate([on(1, "lives_at", "Natal", **about)])[0].valid_from_source
        for about in ({}, {"changed": True}, {"since": since})
    ]
    assert sources == [ValidFromSource.INFERRED, ValidFromSource.MESSAGE_TIME, ValidFromSource.EXPLICIT]


def test_who_tells_of_an_earlier_time_tells_of_today_too():
    said = [on(5, "lives_at", "Natal"), on(9, "lives_at", "Recife", since=DAY + timedelta(days=2))]
    assert known(*said) == [("Recife", 2, 5), ("Natal", 5, 9), ("Recife", 9, None)]


@pytest.mark.parametrize(
    "predicate, old, new, how",
    [
        ("budget", "5000.00 BRL", "3000.00 BRL", Resolution.KEEP_NEW),
        ("cpf", "52998224725", "11144477735", Resolution.KEEP_OLD),
        ("plan", "Plano Pró", "plano pro", Resolution.MERGE),
        ("goal", "crescer", "economizar", Resolution.BOTH_VALID),
    ],
)
def test_the_rule_of_a_predicate_decides_between_two_values(predicate, old, new, how):
    assert resolution(PREDICATES[predicate], old, new) is how


def test_ways_of_writing_one_value_are_one():
    assert key("  São  Paulo - SP ") == key("sao paulo SP")
    assert key("5000.00 BRL") != key("500.00 BRL")
    assert key("a.b@x.com") != key("ab@x.com")


def test_certainty_grows_and_never_reaches_one():
    assert 0.9 < certainty([0.9, 0.5]) < certainty([0.9] * 9) < 1


def test_of_what_several_read_of_one_thing_in_one_message_the_first_ones_counts():
    rules, hand = on(1, "lives_at", "Natal"), on(1, "lives_at", "Natal - RN", start=2)._replace(reader="hand")
    hand = hand._replace(message_id=rules.message_id)
    other = on(1, "goal", "crescer")._replace(reader="hand")
    both = consolidate([rules, hand, other], ("hand", EXTRACTOR))
    assert [(one.value, len(one.sources)) for one in both] == [("crescer", 1), ("Natal - RN", 1)]
    assert [one.value for one in consolidate([rules, hand, other], (EXTRACTOR, "hand"))] == ["crescer", "Natal"]
    assert [one.value for one in consolidate([rules, hand, other])] == ["Natal"]


PEOPLE_SAY = st.builds(
    lambda day, start, predicate, value, act, modality, polarity, since, changed, replaces, confidence, reader: Said(
        UUID(int=day * 3 + start + 1),
        DAY + timedelta(hours=7 * day),
        Claim(
            ANY if act is Act.RETRACT and value == "" else predicate,
            value if act is not Act.CORRECT else value or "a",
            start * 10,
            start * 10 + 3,
            confidence,
            modality=modality,
            polarity=polarity if act is Act.STATE else 1,
            act=act,
            replaces=replaces if act is Act.CORRECT else None,
            changed=changed,
            since=DAY + timedelta(hours=since) if since is not None and act is Act.STATE else None,
        ),
        reader,
    ),
    st.integers(0, 12),
    st.integers(0, 2),
    st.sampled_from(["lives_at", "goal", "cpf"]),
    st.sampled_from(["", "a", "b", "c"]),
    st.sampled_from([Act.STATE, Act.STATE, Act.STATE, Act.RETRACT, Act.CORRECT]),
    st.sampled_from([Modality.ASSERTED, Modality.ASSERTED, Modality.PLANNED, Modality.QUESTION]),
    st.sampled_from([1, 1, -1]),
    st.one_of(st.none(), st.integers(-50, 100)),
    st.booleans(),
    st.sampled_from(["b", None]),
    st.sampled_from([0.7, 0.9]),
    st.sampled_from([EXTRACTOR, EXTRACTOR, "other"]),
)
READERS = ("other", EXTRACTOR)
TALKS = st.lists(PEOPLE_SAY, max_size=10, unique_by=lambda one: (one.place, one.reader))


@given(TALKS, st.randoms(use_true_random=False))
def test_the_order_in_which_claims_are_heard_decides_nothing(said, random):
    shuffled = list(said)
    random.shuffle(shuffled)
    assert consolidate(shuffled, READERS) == consolidate(said, READERS)


@given(TALKS)
def test_two_values_of_a_functional_predicate_never_hold_at_once(said):
    spells = [
        one for one in consolidate(said, READERS) if functional(one.predicate) and one.modality is Modality.ASSERTED
    ]
    for one, other in pairwise(spells):
        assert one.valid_to is not None
        assert one.valid_from < one.valid_to <= other.valid_from


def stood(source, said):
    """Whether somebody said so: in as many words, or that a plan has come true."""
    return source in said or source._replace(claim=replace(source.claim, value="")) in said


@given(TALKS)
def test_everything_known_was_said_by_somebody_and_over_a_time_that_is_none_is_nothing_known(said):
    for one in consolidate(said, READERS):
        assert one.sources
        assert all(stood(source, said) and key(source.claim.value) == key(one.value) for source in one.sources)
        assert one.valid_to is None or one.valid_to > one.valid_from


@given(TALKS)
def test_nothing_planned_supposed_asked_or_told_of_others_changes_what_is_asserted(said):
    # Without a value it is said that a plan came true: that alone makes it a fact.
    stated = [one for one in said if one.claim.act is Act.STATE and one.claim.value]
    asserted = [one for one in stated if one.claim.modality is Modality.ASSERTED]
    of_all = [one for one in consolidate(stated, ("other",)) if one.modality is Modality.ASSERTED]
    assert of_all == consolidate(asserted, ("other",))


@given(TALKS)
def test_who_reads_after_others_changes_nothing_that_they_read_of_a_message(said):
    first = [one for one in said if one.reader == "other"]
    theirs = {(one.message_id, one.claim.predicate) for one in first if one.claim.counts}
    for one in consolidate(said, READERS):
        for source in one.sources:
            assert source.reader == "other" or (source.message_id, one.predicate) not in theirs
