from hashlib import sha256
from uuid import uuid4

import pytest

from contracts.crm.claim import Claim
from contracts.crm.fact import EXTRACTOR
from memory.recall.facts import Heard, learn


@pytest.fixture
async def known(db, tenant_id, world):
    """A person of whom something is known by one message."""
    made = await world(tenant_id)
    async with db.tenant(tenant_id) as tx:
        await tx.run("delete from recall.statements where tenant_id = %(tenant)s")
        (row,) = await tx.rows("select text from crm.messages where id = %(id)s", id=made.message)
        claims = [Claim("lives_at", "Natal", 0, 2), Claim("goal", "crescer", 0, 2)]
        await learn(tx, [Heard(made.message, sha256(row["text"].encode()).digest(), claims)], EXTRACTOR)
    return made


async def test_facts_come_with_their_sources_and_by_the_types_asked_for(client, known):
    answer = (await client.get(f"/api/v1/memory/contacts/{known.contact}/facts")).json()
    assert {one["predicate"]: one["value"] for one in answer["items"]} == {"lives_at": "Natal", "goal": "crescer"}
    assert {source["message_id"] for one in answer["items"] for source in one["sources"]} == {str(known.message)}
    asked = {"fact_types": ["goal", "objection"], "limit": 1}
    answer = (await client.get(f"/api/v1/memory/contacts/{known.contact}/facts", params=asked)).json()
    assert [one["type"] for one in answer["items"]] == ["goal"]


async def test_pages_follow_each_other(client, known):
    path = f"/api/v1/memory/contacts/{known.contact}/facts"
    first = (await client.get(path, params={"limit": 1})).json()
    second = (await client.get(path, params={"limit": 1, "cursor": first["next"]})).json()
    assert {one["items"][0]["value"] for one in (first, second)} == {"Natal", "crescer"}
    assert second["next"] is None


@pytest.mark.parametrize(
    "asked", [{"fact_types": "nonsense"}, {"as_of": "yesterday"}, {"limit": 101}, {"as_of": "2026-03-02T12:00:00"}]
)
async def test_what_cannot_be_asked_is_refused(client, known, asked):
    assert (await client.get(f"/api/v1/memory/contacts/{known.contact}/facts", params=asked)).status_code == 422


async def test_a_foreign_person_is_a_missing_one(client, credential, known):
    stranger = credential(uuid4())
    path = f"/api/v1/memory/contacts/{known.contact}/facts"
    assert (await client.get(path, headers=stranger)).status_code == 404
    assert (await client.get(f"/api/v1/memory/contacts/{uuid4()}/facts")).status_code == 404


async def test_a_fact_is_put_down_by_hand_and_taken_back(client, known):
    path = f"/api/v1/memory/contacts/{known.contact}/facts"
    added = await client.post(path, json={"predicate": "lives_at", "value": "Recife"})
    assert added.status_code == 201
    (source,) = added.json()["sources"]
    assert source["stated_by"]
    assert source["message_id"] is None
    current = (await client.get(path, params={"predicates": "lives_at"})).json()["items"]
    assert [one["value"] for one in current] == ["Recife"]
    gone = await client.post(f"{path}/{added.json()['id']}/retract")
    assert (gone.status_code, gone.json()["invalidation_kind"]) == (200, "retracted")
    current = (await client.get(path, params={"predicates": "lives_at"})).json()["items"]
    assert [one["value"] for one in current] == ["Natal"]
    assert (await client.post(f"{path}/{added.json()['id']}/retract")).status_code == 409


@pytest.mark.parametrize(
    "said, status",
    [
        ({"predicate": "budget", "value": "much"}, 400),
        ({"predicate": "goal"}, 422),
        ({"predicate": "shoe", "value": "1"}, 400),
    ],
)
async def test_a_fact_in_no_form_is_refused(client, known, said, status):
    assert (await client.post(f"/api/v1/memory/contacts/{known.contact}/facts", json=said)).status_code == status


async def test_nobody_puts_down_or_takes_back_what_is_not_theirs(client, credential, known):
    path = f"/api/v1/memory/contacts/{known.contact}/facts"
    (fact, _) = (await client.get(path)).json()["items"]
    stranger, said = credential(uuid4()), {"predicate": "goal", "value": "crescer"}
    assert (await client.post(path, json=said, headers=stranger)).status_code == 404
    assert (await client.post(f"{path}/{fact['id']}/retract", headers=stranger)).status_code == 404
    assert (await client.post(f"{path}/{uuid4()}/retract")).status_code == 404
