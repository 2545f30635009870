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
