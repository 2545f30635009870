"""Whom and what messages name."""

from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.crm.claim import Act, Claim
from contracts.crm.contact import Identity
from contracts.crm.enrichment import EntityKind
from contracts.crm.fact import EXTRACTOR
from contracts.crm.graph import NAMED
from contracts.errors import NotFound
from memory.crm.erasing.person import Person
from memory.crm.erasing.theirs import count_theirs, remove_some
from memory.crm.graph.related import get_neighbours
from memory.recall.facts import Heard, learn
from memory.recall.mentions import MAX_VALUE, Named

from .conftest import NOON, named
from .tied import BIA, CAIO, MAIL, Tied, hashed, mail, phone


@pytest.fixture
def tied(db, tenant_id):
    return Tied(db, tenant_id)


async def test_who_is_named_may_come_before_or_after_the_name(tied):
    await tied.write("…", who="Bia")
    await tied.goes_by("Bia", 1)
    await tied.tell("@Bia @Caio", mentions=[phone(1), phone(2)])
    assert await tied.edges() == {("Ana", "MENTIONED", "Bia"), ("Ana", "MENTIONED", phone(2))}
    await tied.write("…", who="Caio")
    await tied.goes_by("Caio", 2)
    assert await tied.edges() == {("Ana", "MENTIONED", "Bia"), ("Ana", "MENTIONED", "Caio")}
    assert await tied.edges(CAIO) == {("Ana", "MENTIONED", "Caio"), ("@Bia @Caio", "MENTIONS", "Caio")}


async def test_an_edit_ends_what_it_takes_away_and_a_revocation_all_of_it_from_every_time(tied):
    text = f"escreva a {MAIL}"
    message_id = await tied.tell(text, entities=[mail(text)], mentions=[phone(2)])
    before = await tied.now()
    await tied.change(message_id, "deixa")
    assert await tied.read(Named(message_id, hashed("deixa"))) == 1
    assert await tied.edges() == {("Ana", "MENTIONED", phone(2))}
    assert ("Ana", "MENTIONED", MAIL) in await tied.edges(known_at=before)
    assert await tied.read(Named(message_id, hashed(text), [mail(text)])) == 0, (
        "of a text that is no longer the message's"
    )
    await tied.revoke(message_id)
    await tied.read(Named(message_id))
    assert await tied.edges(known_at=before) == await tied.edges() == set()
    assert await tied.rows("select from recall.mentions") == []


async def test_an_address_of_any_length_stands_in_nobodys_way(tied):
    long = f"{'é' * MAX_VALUE}@acme.com"
    await tied.tell(f"{long} {MAIL}", entities=[mail(long, long), mail(MAIL), mail("é" * MAX_VALUE, "é" * MAX_VALUE)])
    assert {end for _, _, end in await tied.edges()} == {MAIL, "é" * MAX_VALUE}


async def test_what_another_reading_of_the_same_text_does_not_find_is_ended(tied):
    text = f"escreva a {MAIL}"
    message_id = await tied.tell(text, entities=[mail(text)])
    assert await tied.read(Named(message_id, hashed(text), [mail(text)])) == 0
    assert await tied.read(Named(message_id, hashed(text))) == 1
    assert await tied.edges() == set()


async def test_who_leaves_is_named_by_nobody_any_more(tied):
    text = f"{phone(1)} e {MAIL}"
    await tied.tell(text, entities=[mail(text)], mentions=[phone(1)])
    person = Person(contacts=[BIA], identities=[Identity("phone", phone(1))], chats=[], owners=[])
    async with tied.db.tenant(tied.tenant_id) as tx:
        assert (await count_theirs(tx, person))["recall.mentions"] == 1
        await remove_some(tx, "recall.mentions", person)
    assert await tied.edges() == {("Ana", "MENTIONED", MAIL)}


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["Ana", "Bia"]), st.integers(0, 5), st.sampled_from(["works_at", "goal", None]),
        st.sampled_from(["x", "y"]), st.sets(st.integers(0, 2), max_size=2), st.booleans(),
    ),
    min_size=2, max_size=6,
)  # fmt: skip


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS, st.randoms(use_true_random=False), st.integers(1, 3))
async def test_any_order_and_any_batches_make_the_same_graph_now_and_at_any_time(tied, steps, random, size):
    seen = []
    for order in (list(range(len(steps))), random.sample(range(len(steps)), len(steps))):
        world = uuid4().hex[:6]
        heard, read = [], []
        for number, (who, minute, predicate, value, mentioned, edited) in enumerate(steps):
            text = f"{world} {number} {value}@acme.com"
            at = await tied.tell(
                text, who=f"{who} {world}", minute=minute * 10 + number, id=uuid4(), read=False,
                mentions=[phone(900 + one) for one in mentioned],
            )  # fmt: skip
            offered = [Named(at, hashed(text), [mail(text, f"{value}@acme.com")])]
            if edited:
                await tied.change(at, f"{text} editado")
                offered.append(Named(at, hashed(f"{text} editado")))
            claims = [Claim(predicate, value, 0, 3, act=Act.STATE)] if predicate else []
            heard.append(Heard(at, hashed(f"{text} editado" if edited else text), claims))
            read.append(offered)
        for begin in range(0, len(order), size):
            now = order[begin : begin + size]
            async with tied.db.tenant(tied.tenant_id) as tx:
                await learn(tx, [heard[index] for index in now], EXTRACTOR)
            batch = [one for index in now for one in read[index]]
            random.shuffle(batch)
            for one in (*batch, *batch[:2]):
                await tied.read(one)
        answers = []
        for who in ("Ana", "Bia"):
            node = named("contact", f"{who} {world}")
            for at in (None, *(NOON + timedelta(minutes=minute) for minute in range(0, 70, 15))):
                try:
                    found = (await tied.use(get_neighbours, node, as_of=at)).edges
                except NotFound:
                    found = []
                answers.append(sorted((one.type, one.end.name, one.valid_from, one.times) for one in found))
        seen.append(answers)
    assert seen[0] == seen[1]


def test_only_what_ties_people_is_a_node():
    assert {EntityKind.MONEY, EntityKind.DATE, EntityKind.TIME} == set(EntityKind) - NAMED.keys()
