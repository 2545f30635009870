"""Things by their names, and those that people take for one."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.crm.graph import NodeType
from contracts.errors import Conflict, Forbidden, Invalid, NotFound
from memory.crm.erasing.person import Person
from memory.crm.erasing.theirs import remove_some
from memory.crm.graph.entity import list_entity_merges, undo_entity_merge
from memory.crm.graph.similar import find_similar_contacts

from .conftest import named
from .tied import ANA, BIA, CAIO, MAIL, Tied


@pytest.fixture
def tied(db, tenant_id):
    return Tied(db, tenant_id)


async def test_two_spellings_are_one_while_a_merge_holds(tied):
    await tied.knows("Ana", "works_at", "Acme")
    await tied.knows("Bia", "works_at", "Acme Ltda")
    assert set(await tied.related()) == {"Acme"}
    before = await tied.now()
    merge = await tied.merge("ACME LTDA", "acmé")
    assert (merge.merged.name, merge.into.name, merge.merged_by) == ("Acme Ltda", "Acme", "user:ana")
    assert set(await tied.related()) == {"Acme", "Bia"}
    assert set(await tied.related(BIA)) == {"Acme", "Ana"}
    assert await tied.thing("Acme Ltda") == await tied.thing("Acme")
    assert [one.name for one in (await tied.use(find_similar_contacts, ANA)).contacts] == ["Bia"]
    assert set(await tied.related(known_at=before)) == {"Acme"}
    with pytest.raises(Conflict):
        await tied.merge("Acme", "Acme Ltda")
    undone = await tied.use(undo_entity_merge, merge.id)
    assert undone.undone_at
    assert await tied.use(undo_entity_merge, merge.id) == undone
    assert set(await tied.related()) == {"Acme"}
    assert await tied.thing("Acme Ltda") != await tied.thing("Acme")
    assert [one.id for one in (await tied.use(list_entity_merges)).items] == [merge.id]


async def test_what_cannot_be_merged_is_refused(tied):
    await tied.knows("Ana", "works_at", "Acme")
    await tied.knows("Ana", "email", MAIL, minute=1)
    with pytest.raises(NotFound):
        await tied.merge("Globex", "Acme")
    with pytest.raises(Invalid, match="one exact form"):
        await tied.merge(MAIL, MAIL, NodeType.EMAIL)
    with pytest.raises(Conflict):
        await tied.merge("ACME", "acme")
    with pytest.raises(NotFound):
        await tied.use(undo_entity_merge, uuid4())
    with pytest.raises(Forbidden):
        await tied.use(list_entity_merges, project=named("project", "p"))


async def test_a_merge_leaves_with_the_last_who_called_a_thing_so(tied):
    await tied.knows("Ana", "works_at", "Acme Ltda")
    for who in ("Bia", "Caio"):
        await tied.knows(who, "works_at", "Acme")
    await tied.merge("Acme Ltda", "Acme")

    async def left_by(*contacts):
        person = Person(contacts=contacts, identities=[], chats=[], owners=[])
        async with tied.db.tenant(tied.tenant_id) as tx:
            return await remove_some(tx, "recall.entity_merges", person)

    assert await left_by(BIA) == 0
    assert await left_by(BIA, CAIO) == 1


NAMES = [f"empresa {letter}" for letter in "abcde"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans()), max_size=8))
async def test_merges_and_undoings_read_as_one_what_the_merges_that_hold_tie_together(tied, steps):
    for minute, each in enumerate(NAMES):
        await tied.knows("Ana", "competitor", each, minute=minute)
    holding = {}
    for one, other, undo in steps:
        tie = frozenset((one, other))
        if undo and tie in holding:
            await tied.use(undo_entity_merge, holding.pop(tie))
        elif _one_of(one, holding) == _one_of(other, holding):
            with pytest.raises(Conflict):
                await tied.merge(NAMES[one], NAMES[other])
        else:
            holding[tie] = (await tied.merge(NAMES[one], NAMES[other])).id
        read = [(await tied.thing(each, NodeType.COMPANY))[0] for each in NAMES]
        assert all(
            (read[a] == read[b]) == (_one_of(a, holding) == _one_of(b, holding)) for a in range(5) for b in range(5)
        )
    for merge in holding.values():
        await tied.use(undo_entity_merge, merge)
    assert len({(await tied.thing(each, NodeType.COMPANY))[0] for each in NAMES}) == 5


def _one_of(one, ties):
    """All that ties bind to one."""
    found = {one}
    while more := {each for tie in ties if tie & found for each in tie} - found:
        found |= more
    return found


async def test_a_name_that_is_written_otherwise_is_the_same_node(tied):
    for who, written in (("Ana", "Padaria São João"), ("Bia", "padaria sao joão."), ("Caio", "PADARIA, SÃO JOÃO")):
        await tied.knows(who, "works_at", written)
    assert set(await tied.related(target_types=[NodeType.CONTACT])) == {"Bia", "Caio"}
