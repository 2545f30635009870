"""Erasing over REST and MCP: nothing happens by accident, by a stranger, or twice."""

import base64
from datetime import timedelta
from uuid import uuid4

import pytest

from contracts.core.permission import ProjectRole
from contracts.types import wall_clock
from memory.core.confirmation import NotConfirmed
from memory.crm import erasure

PHONE = "+5531900000001"


@pytest.fixture
async def ours(world, tenant_id):
    return await world(tenant_id)


def door(contact):
    return f"/api/v1/crm/contacts/{contact}/erase"


async def ask(client, contact, confirmation=None, **more):
    said = {"confirmation": confirmation} if confirmation else {}
    return await client.post(door(contact), json=said, **more)


async def there(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        return len(await tx.rows("select from crm.identities where value = %(phone)s", phone=PHONE))


async def test_the_first_call_tells_what_would_go_and_changes_nothing(client, ours, db, tenant_id):
    answer = await ask(client, ours.contact)
    assert answer.status_code == 200
    told = answer.json()
    assert told["would_remove"]["crm.messages"] == told["would_remove"]["crm.contacts"] == 1
    assert told["contacts"] == [str(ours.contact)]
    assert told["erasure"] is None
    assert told["confirmation"]
    assert told["broker_until"] > (wall_clock() + timedelta(days=6)).isoformat()
    assert await there(db, tenant_id) == 1


async def test_the_second_call_with_the_confirmation_begins_it_and_one_can_ask_how_far_it_is(
    client, ours, db, tenant_id
):
    confirmation = (await ask(client, ours.contact)).json()["confirmation"]
    begun = (await ask(client, ours.contact, confirmation)).json()["erasure"]
    assert (begun["asked_by"], begun["done_at"]) == ("user:ana", None)
    assert await there(db, tenant_id) == 0
    shown = await client.get(f"/api/v1/crm/erasures/{begun['id']}")
    assert shown.json() == begun
    assert (await client.get(f"/api/v1/crm/contacts/{ours.contact}")).status_code == 404


async def test_a_confirmation_is_good_once(client, ours):
    confirmation = (await ask(client, ours.contact)).json()["confirmation"]
    assert (await ask(client, ours.contact, confirmation)).status_code == 200
    assert (await ask(client, ours.contact, confirmation)).status_code == 409


async def test_a_used_confirmation_is_refused_when_the_erasure_is_done_too(client, ours, db, tenant_id):
    confirmation = (await ask(client, ours.contact)).json()["confirmation"]
    await ask(client, ours.contact, confirmation)
    async with db.tenant(tenant_id) as tx:
        await tx.run("update crm.erasures set done_at = now() where done_at is null")
    refused = await ask(client, ours.contact, confirmation)
    assert refused.status_code == 409
    assert "confirmation" in refused.json()["detail"]


async def test_a_confirmation_of_another_contact_caller_or_tenant_is_refused(
    client, anybody, credential, ours, world, two_tenants, tenant_id, db
):
    confirmation = (await ask(client, ours.contact)).json()["confirmation"]
    other = await client.post("/api/v1/crm/contacts", json={"name": "Caio"})
    assert (await ask(client, other.json()["id"], confirmation)).status_code == 409
    machine = {"headers": credential(tenant_id) | {"X-Ignored": "1"}}
    assert (await ask(anybody, ours.contact, confirmation[:-8] + "AAAAAAA=", **machine)).status_code == 409
    theirs = await world(two_tenants[0])
    elsewhere = {"headers": credential(two_tenants[0])}
    assert (await ask(anybody, theirs.contact, confirmation, **elsewhere)).status_code == 409
    assert (await ask(anybody, ours.contact, confirmation, **elsewhere)).status_code == 404
    assert await there(db, tenant_id) == 1


@pytest.mark.parametrize("nonsense", ["x", "ÿ", "AAAA", base64.b64encode(bytes(80)).decode(), "💥"])
async def test_nonsense_confirms_nothing(client, ours, nonsense):
    assert (await ask(client, ours.contact, nonsense)).status_code == 409
    assert (await ask(client, ours.contact, "x" * 2001)).status_code == 422


async def test_a_confirmation_is_good_for_ten_minutes_and_for_who_asked(db, tenant_id, ours, settings):
    from contracts.core.user import Principal
    from contracts.crm.erasure import Confirmation
    from memory.sealed import Sealer
    from pipelines.erasing.reading import named_by

    sealer, now = Sealer.from_settings(settings), wall_clock()
    ana = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)

    async def asked(who, confirmation, at):
        said = Confirmation(confirmation=confirmation)
        async with db.tenant(tenant_id) as tx:
            return await erasure.erase_contact(tx, who, ours.contact, said, sealer, named_by, lambda: at)

    first = await asked(ana, None, now)
    with pytest.raises(NotConfirmed):
        await asked(ana, first.confirmation, now + timedelta(minutes=10, seconds=1))
    with pytest.raises(NotConfirmed):
        await asked(ana.model_copy(update={"subject": "user:rui"}), first.confirmation, now)
    assert (await asked(ana, first.confirmation, now + timedelta(minutes=9))).erasure


async def test_while_a_person_is_being_erased_nobody_begins_it_again(client, ours):
    confirmation = (await ask(client, ours.contact)).json()["confirmation"]
    await ask(client, ours.contact, confirmation)
    again = await ask(client, ours.contact)
    assert (again.status_code, again.json()["detail"]) == (409, "This person is being erased already.")


async def test_none_but_admins_of_the_whole_tenant_may(anybody, credential, tenant_id, ours):
    for role in (ProjectRole.SUPERVISOR, ProjectRole.AGENT, ProjectRole.VIEWER):
        assert (await ask(anybody, ours.contact, headers=credential(tenant_id, role))).status_code == 403
    bound = credential(tenant_id, project_id=ours.project)
    assert (await ask(anybody, ours.contact, headers=bound)).status_code == 403
    elsewhere = credential(tenant_id, project_id=uuid4())
    assert (await ask(anybody, ours.contact, headers=elsewhere)).status_code == 404


async def test_an_export_gives_the_rows_of_the_person_and_of_nobody_else(client, ours, db, tenant_id):
    await client.post("/api/v1/crm/contacts", json={"name": "Caio", "phone": "+5531900000077"})
    answer = await client.get(f"/api/v1/crm/contacts/{ours.contact}/export")
    held = answer.json()
    assert [row["text"] for row in held["tables"]["crm.messages"]] == ["Oi"]
    assert [row["value"] for row in held["tables"]["crm.identities"]] == [PHONE]
    assert held["tables"].keys() >= {"crm.contacts", "crm.sessions", "crm.chats"}
    assert "Caio" not in answer.text
    assert held["cut"] == []
