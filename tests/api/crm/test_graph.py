from hashlib import sha256
from uuid import uuid4

import pytest

from contracts.core.permission import ProjectRole
from contracts.crm.claim import Claim
from contracts.crm.contact import ContactDraft
from contracts.crm.enrichment import Entity, EntityKind
from contracts.crm.fact import EXTRACTOR
from memory.recall.facts import Heard, learn
from memory.recall.mentions import Named, name
from pipelines.flows.enrich import whom

MEMORY = "/api/v1/memory"


@pytest.fixture
async def known(db, tenant_id, world):
    """A person who works at Acme, names an address, and thinks of Globex."""
    made = await world(tenant_id)
    async with db.tenant(tenant_id) as tx:
        (row,) = await tx.rows("select text from crm.messages where id = %(id)s", id=made.message)
        read = sha256(row["text"].encode()).digest()
        claims = [Claim("works_at", "Acme", 0, 2), Claim("competitor", "Globex Ltda", 0, 2)]
        await learn(tx, [Heard(made.message, read, [*claims, Claim("competitor", "Globex", 1, 2)])], EXTRACTOR)
        address = Entity(kind=EntityKind.EMAIL, text="x", value="vendas@acme.com", start=0, end=1, confidence=1)
        await name(tx, [Named(made.message, read, [address])], whom)
        await tx.run("delete from recall.entity_merges where tenant_id = %(tenant)s")
    return made


async def test_neighbours_are_shown_with_their_times_and_where_it_was_said(client, known):
    asked = {"edge_types": ["WORKS_AT", "MENTIONED"]}
    answer = (await client.get(f"{MEMORY}/entities/{known.contact}/neighbours", params=asked)).json()
    edges = {one["type"]: one for one in answer["edges"]}
    assert {one["end"]["name"] for one in answer["edges"]} == {"Acme", "vendas@acme.com"}
    assert edges["MENTIONED"]["message_id"] == str(known.message)
    assert edges["WORKS_AT"]["valid_from"].startswith("2026-03-02T12:00")
    assert answer["cut"] is False
    cut = (await client.get(f"{MEMORY}/entities/{known.contact}/neighbours", params={"limit": 1})).json()
    assert (len(cut["edges"]), cut["cut"]) == (1, True)


async def test_a_thing_is_found_by_its_name_and_leads_to_people(client, known):
    (hit,) = (await client.post(f"{MEMORY}/entities/find", json={"name": "ACME"})).json()["hits"]
    assert (hit["type"], hit["name"]) == ("company", "Acme")
    asked = {"entity_type": "company", "target_types": ["contact", "place"]}
    answer = (await client.get(f"{MEMORY}/entities/{hit['id']}/related", params=asked)).json()
    assert [one["node"]["id"] for one in answer["entities"]] == [str(known.contact)]
    assert answer["entities"][0]["path"][0]["edge"] == "WORKS_AT"


async def test_a_merge_is_made_listed_and_taken_back(client, known):
    said = {"entity_type": "company", "name": "Globex Ltda", "into": "Globex"}
    made = await client.post(f"{MEMORY}/entity-merges", json=said)
    assert made.status_code == 201
    assert (await client.post(f"{MEMORY}/entity-merges", json=said)).status_code == 409
    (listed,) = (await client.get(f"{MEMORY}/entity-merges")).json()["items"]
    assert listed == made.json()
    undone = await client.delete(f"{MEMORY}/entity-merges/{listed['id']}")
    assert undone.json()["undone_at"]
    assert (await client.post(f"{MEMORY}/entity-merges", json=said)).status_code == 201


async def test_merging_takes_the_permission_and_the_whole_tenant(anybody, credential, tenant_id, known):
    said = {"entity_type": "company", "name": "Globex Ltda", "into": "Globex"}
    for headers in (credential(tenant_id, ProjectRole.VIEWER), credential(tenant_id, project_id=known.project)):
        assert (await anybody.post(f"{MEMORY}/entity-merges", json=said, headers=headers)).status_code == 403


async def test_people_who_share_an_employer_are_alike(client, known, db, tenant_id):
    other = (await client.post("/api/v1/crm/contacts", json=ContactDraft(name="Caio").model_dump(mode="json"))).json()
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "insert into recall.facts (tenant_id, id, contact_id, extractor, predicate, functional, value, modality,"
            " valid_from, valid_from_source, disputed) select tenant_id, %(id)s, %(other)s, extractor, predicate,"
            " functional, 'acme', modality, valid_from, valid_from_source, false from recall.facts"
            " where tenant_id = %(tenant)s and predicate = 'works_at'",
            id=uuid4(), other=other["id"],
        )  # fmt: skip
    (like,) = (await client.get(f"{MEMORY}/contacts/{known.contact}/similar")).json()["contacts"]
    assert (like["contact_id"], like["name"]) == (other["id"], "Caio")
    assert like["reasons"][0].lower() == "works_at: acme"
    assert 0 < like["similarity"] < 1


async def test_a_thread_of_one_and_nobody_named(client, known):
    thread = (await client.get(f"{MEMORY}/messages/{known.message}/thread")).json()
    assert (thread["thread_id"], thread["depth"], len(thread["messages"])) == (str(known.message), 0, 1)
    near = (await client.get(f"{MEMORY}/contacts/{known.contact}/social-graph")).json()
    assert near == {"people": [], "mentions": []}


@pytest.mark.parametrize(
    "asked", [{"max_depth": 4}, {"max_depth": 0}, {"limit": 101}, {"entity_type": "unicorn"}, {"as_of": "yesterday"}]
)
async def test_what_cannot_be_asked_is_refused(client, known, asked):
    assert (await client.get(f"{MEMORY}/entities/{known.contact}/related", params=asked)).status_code == 422


async def test_a_thing_that_nobody_here_names_is_missing(client, credential, known):
    (hit,) = (await client.post(f"{MEMORY}/entities/find", json={"name": "Acme"})).json()["hits"]
    path = f"{MEMORY}/entities/{hit['id']}/neighbours"
    assert (await client.get(path, params={"entity_type": "company"})).status_code == 200
    assert (await client.get(path, params={"entity_type": "place"})).status_code == 404
    assert (await client.get(path)).status_code == 404
    stranger = credential(uuid4())
    assert (await client.get(path, params={"entity_type": "company"}, headers=stranger)).status_code == 404
