"""What is tied to what, now and at other times."""

from datetime import timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from contracts.crm.claim import Claim
from contracts.crm.fact import EXTRACTOR, PREDICATES
from contracts.crm.graph import KNOWN_BY, TIES, WAITING, EdgeType, EntityName, NodeType
from contracts.errors import Forbidden, NotFound
from memory.crm.graph.entity import find_entities
from memory.crm.graph.similar import find_similar_contacts
from memory.crm.graph.social import get_social_graph
from memory.crm.graph.thread import get_reply_thread
from memory.recall.edges import AROUND
from memory.recall.graph import FACTS, IN_ORDER, Found, Key, Walk

from .conftest import NOON, named
from .tied import ANA, BIA, CAIO, DUDA, MAIL, Tied, mail, phone


@pytest.fixture
def tied(db, tenant_id):
    return Tied(db, tenant_id)


def test_every_fact_is_an_edge_or_a_day_and_every_edge_is_declared_once():
    assert PREDICATES.keys() - KNOWN_BY.keys() == {"deadline"}
    assert TIES.keys() == set(EdgeType)
    waiting = {one for ones in WAITING.values() for one in ones}
    assert not waiting & ({*EdgeType, *NodeType})


async def test_what_waits_for_a_table_waits_for_one_that_is_not_there(tied):
    rows = await tied.rows("select c.oid::regclass::text as name from pg_class c where c.relkind = 'r'")
    assert not WAITING.keys() & {row["name"] for row in rows}, "their table is there: declare them"


async def test_rows_are_tied_as_their_tables_say(tied):
    first = await tied.tell("Oi", session="s", minute=1)
    second = await tied.tell("Olá", session="s", minute=2, from_me=True, answers=first)
    assert await tied.edges() == {("Ana", "HAS_SESSION", "waha")}
    session = named("session", "s")
    assert await tied.edges(session, entity_type=NodeType.SESSION) == {
        ("Ana", "HAS_SESSION", "waha"), ("waha", "CONTAINS", "Oi"), ("waha", "CONTAINS", "Olá"),
    }  # fmt: skip
    for message in (first, second):
        found = await tied.edges(message, entity_type=NodeType.MESSAGE)
        assert ("Olá", "REPLIED_TO", "Oi") in found
    only = await tied.edges(session, entity_type=NodeType.SESSION, edge_types=[EdgeType.HAS_SESSION])
    assert only == {("Ana", "HAS_SESSION", "waha")}


async def test_neighbours_are_those_of_the_time_that_is_asked_for(tied):
    await tied.knows("Ana", "works_at", "Acme")
    before = await tied.now()
    await tied.knows("Ana", "works_at", "Globex", minute=60)
    assert await tied.edges() == {("Ana", "WORKS_AT", "Globex")}
    assert await tied.edges(as_of=NOON + timedelta(minutes=30)) == {("Ana", "WORKS_AT", "Acme")}
    assert await tied.edges(as_of=NOON - timedelta(minutes=1)) == set()
    assert await tied.edges(known_at=before) == {("Ana", "WORKS_AT", "Acme")}
    ((kind, acme),) = await tied.thing("ACME")
    assert kind is NodeType.COMPANY
    assert await tied.edges(acme, entity_type=kind) == set()
    assert await tied.edges(acme, entity_type=kind, as_of=NOON) == {("Ana", "WORKS_AT", "Acme")}


async def test_an_objection_is_of_the_session_in_which_it_was_raised(tied):
    text = "é caro"
    await tied.tell(text, Claim("objection", "caro", 2, 6), session="s")
    session = named("session", "s")
    assert ("waha", "HAS_OBJECTION", "caro") in await tied.edges(session, entity_type=NodeType.SESSION)
    assert await tied.edges() == {("Ana", "HAS_SESSION", "waha")}
    ((kind, dear),) = await tied.thing("Caro")
    assert await tied.edges(dear, entity_type=kind) == {("waha", "HAS_OBJECTION", "caro")}


async def test_relevance_halves_with_every_edge_and_is_divided_where_much_is_tied(tied):
    for who in ("Ana", "Bia", "Caio"):
        await tied.knows(who, "works_at", "Acme", minute=len(who))
    await tied.knows("Bia", "lives_at", "Natal", minute=9)
    found = await tied.related(max_depth=3)
    assert {one: found[one].relevance for one in found} == {
        "Acme": 0.5, "Bia": pytest.approx(0.1443, abs=1e-4), "Caio": pytest.approx(0.1443, abs=1e-4),
        "Natal": pytest.approx(0.051, abs=1e-3),
    }  # fmt: skip
    steps = found["Natal"].path
    assert [(one.edge, one.outward, one.node.name) for one in steps] == [
        ("WORKS_AT", True, "Acme"), ("WORKS_AT", False, "Bia"), ("LIVES_AT", True, "Natal"),
    ]  # fmt: skip
    assert set(await tied.related()) == {"Acme", "Bia", "Caio"}
    assert len(await tied.related(limit=1)) == 1
    assert set(await tied.related(target_types=[NodeType.CONTACT])) == {"Bia", "Caio"}


async def test_what_leads_there_over_two_ways_is_more_relevant(tied):
    for who in ("Ana", "Bia", "Caio"):
        await tied.knows(who, "works_at", "Acme")
    for who in ("Ana", "Bia"):
        await tied.knows(who, "plan", "Pro", minute=1)
    found = await tied.related(target_types=[NodeType.CONTACT])
    assert found["Bia"].relevance > found["Caio"].relevance


async def test_who_is_like_whom_is_what_they_share_and_rare_things_say_more(tied):
    for who in ("Ana", "Bia", "Caio", "Duda"):
        await tied.knows(who, "lives_at", "Natal")
    for who in ("Ana", "Bia"):
        await tied.knows(who, "works_at", "Acme", minute=1)
    await tied.knows("Ana", "goal", "crescer", minute=2)
    found = (await tied.use(find_similar_contacts, ANA)).contacts
    assert found[0].name == "Bia"
    assert {one.name for one in found} == {"Bia", "Caio", "Duda"}
    assert found[0].reasons == ["works_at: Acme", "lives_at: Natal"]
    assert 0 < found[1].similarity < found[0].similarity < 1
    assert len((await tied.use(find_similar_contacts, ANA, limit=1)).contacts) == 1
    assert (await tied.use(find_similar_contacts, DUDA)).contacts[0].similarity == 1, "all that is known of her"


async def test_of_whom_nothing_is_known_nobody_is_like(tied):
    await tied.write("Oi")
    assert (await tied.use(find_similar_contacts, ANA)).contacts == []


async def test_a_thread_is_the_same_from_each_of_its_messages(tied):
    root = await tied.tell("a", minute=1)
    one = await tied.tell("b", minute=2, answers=root, who="Bia")
    other = await tied.tell("c", minute=3, answers=root, from_me=True)
    leaf = await tied.tell("d", minute=4, answers=one)
    await tied.tell("e", minute=5)
    for message in (root, one, other, leaf):
        thread = await tied.use(get_reply_thread, message)
        assert (thread.thread_id, thread.root.text, thread.depth, thread.cut) == (root, "a", 2, False)
        assert [(each.text, each.depth, each.reply_to_id) for each in thread.messages] == [
            ("a", 0, None), ("b", 1, root), ("c", 1, root), ("d", 2, one),
        ]  # fmt: skip


async def test_replies_in_a_circle_end(tied):
    ids = [uuid4(), uuid4()]
    for at in (0, 1):
        await tied.tell(str(at), id=ids[at], answers=ids[1 - at], minute=at)
    thread = await tied.use(get_reply_thread, ids[0])
    assert {one.id for one in thread.messages} == set(ids)


async def test_who_names_whom_is_counted_and_followed(tied):
    for number, who in enumerate(("Ana", "Bia", "Caio", "Duda")):
        await tied.write("…", who=who)
        await tied.goes_by(who, number)
    for minute in (1, 2):
        await tied.tell("@Bia", mentions=[phone(1)], minute=minute)
    await tied.tell("@Caio", mentions=[phone(2)], who="Bia", minute=3)
    await tied.tell("@Caio", mentions=[phone(2)], who="Duda", minute=4)
    await tied.tell("@Duda", mentions=[phone(3)], who="Ana", from_me=True, minute=5)
    near = await tied.use(get_social_graph, ANA)
    assert [(one.name, one.depth) for one in near.people] == [("Bia", 1)]
    assert [(one.from_id, one.to_id, one.times, one.first_at) for one in near.mentions] == [
        (ANA, BIA, 2, NOON + timedelta(minutes=1))
    ]
    far = await tied.use(get_social_graph, ANA, max_depth=3)
    assert {one.name: one.depth for one in far.people} == {"Bia": 1, "Caio": 2, "Duda": 3}
    assert {(one.from_id, one.to_id) for one in far.mentions} == {(ANA, BIA), (BIA, CAIO), (DUDA, CAIO)}
    assert len((await tied.use(get_social_graph, ANA, max_depth=3, limit=2)).people) == 2


async def test_another_tenant_and_another_project_see_nothing_of_it(db, tied, two_tenants):
    await tied.knows("Ana", "works_at", "Acme")
    ((kind, acme),) = await tied.thing("Acme")
    stranger = Tied(db, two_tenants[0])
    await stranger.knows("Ana", "works_at", "Acme")
    ((_, other),) = await stranger.thing("Acme")
    assert other != acme
    with pytest.raises(NotFound):
        await stranger.edges(acme, entity_type=kind)
    with pytest.raises(NotFound):
        await tied.edges(acme, entity_type=kind, project=uuid4())
    with pytest.raises(NotFound):
        await tied.edges(project=uuid4())
    assert (await tied.use(find_entities, EntityName(name="Acme"), project=uuid4())).hits == []


async def test_who_may_not_see_messages_sees_no_ties_by_them(tied):
    text = f"escreva a {MAIL}"
    await tied.tell(text, Claim("works_at", "Acme", 0, 3), entities=[mail(text)], session="s")
    narrow = frozenset({"contacts.view"})
    assert await tied.edges(scopes=narrow) == {("Ana", "WORKS_AT", "Acme")}
    assert set(await tied.related(scopes=narrow, max_depth=3)) == {"Acme"}
    assert (await tied.use(find_entities, EntityName(name=MAIL), scopes=narrow)).hits == []
    ((kind, address),) = await tied.thing(MAIL)
    with pytest.raises(NotFound):
        await tied.edges(address, entity_type=kind, scopes=narrow)
    with pytest.raises(Forbidden):
        await tied.edges(named("session", "s"), entity_type=NodeType.SESSION, scopes=narrow)


def test_a_walk_follows_each_node_once_and_never_back():
    a, b, c = (Key(NodeType.COMPANY, UUID(int=number)) for number in range(3))
    walk = Walk(a)
    walk.step([Found(a, b, {}), Found(a, b, {}), Found(a, a, {})])
    assert walk.front == [b]
    walk.step([Found(b, a, {}), Found(b, c, {})])
    assert (walk.front, walk.reached[c].relevance) == ([c], pytest.approx(0.25 / 2**0.5))
    walk.step([Found(c, b, {})])
    assert (walk.front, len(walk.reached)) == ([], 3)


MANY = """
with said as (
  insert into crm.messages (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, provider_id, from_me,
    content_type, text, status, source, language, timeout_minutes, at)
  select m.tenant_id, gen_random_uuid(), m.project_id, m.channel_id, m.channel_type, m.chat_id, m.contact_id, 'many' || n,
    false, 'text', 'x', 'delivered', 'manual', 'pt', 30, m.at
  from (select * from crm.messages where tenant_id = %(tenant)s limit 1) m, generate_series(1, 6000) n
  returning tenant_id, id
)
insert into recall.mentions (tenant_id, message_id, kind, value) select tenant_id, id, 'email', %(mail)s from said
returning message_id"""


@pytest.mark.parametrize("analyzed", [False, True])
async def test_of_what_everybody_names_the_latest_is_read_and_not_all(settings, tied, analyzed):
    await tied.tell(MAIL, entities=[mail(MAIL)])
    await tied.rows(MANY, mail=MAIL)
    ((kind, address),) = await tied.thing(MAIL)
    if analyzed:
        with psycopg.connect(settings.dsn("admin"), autocommit=True) as admin:
            admin.execute("analyze")
    asked = {"types": [kind], "ids": [address], "extractor": EXTRACTOR, "edges": list(EdgeType), "each": 50} | FACTS
    async with tied.db.tenant(tied.tenant_id) as tx:
        await tx.rows(IN_ORDER)
        rows = await tx.rows(
            f"explain (analyze, costs off, timing off) {AROUND}", **asked, project=None, world=None, known=None
        )
    read = [
        row["QUERY PLAN"] for row in rows if "on mentions" in row["QUERY PLAN"] and "rows=2000" in row["QUERY PLAN"]
    ]
    assert len(read) == 2, "by messages, and by who wrote them"
    assert all("using mentions_node" in one for one in read)
