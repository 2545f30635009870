import httpx
import pytest

CONTACTS = "/api/v1/crm/contacts"
PHONE = "+5531900000001"


@pytest.fixture
async def bia(client, project_id):
    made = await client.post(CONTACTS, json={"name": "Bia", "phone": "+55 31 90000-0001", "tags": ["vip"]})
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    return made.json()


async def test_a_person_is_added_shown_changed_and_removed(client, bia):
    one = f"{CONTACTS}/{bia['id']}"
    shown = await client.get(one)
    assert (shown.json(), shown.headers["ETag"]) == (bia, '"1"')
    changed = await client.patch(one, json={"name": "Beatriz"}, headers={"If-Match": shown.headers["ETag"]})
    assert (changed.status_code, changed.headers["ETag"], changed.json()["name"]) == (200, '"2"', "Beatriz")
    gone = await client.delete(one, headers={"If-Match": changed.headers["ETag"]})
    assert (gone.status_code, gone.content) == (204, b"")
    assert (await client.get(one)).status_code == 404
    assert (await client.delete(one, headers={"If-Match": "3"})).status_code == 404


@pytest.mark.parametrize("etag", ['"1"', "1", 'W/"1"'])
async def test_the_version_may_be_written_as_etag_or_as_number(client, bia, etag):
    answer = await client.patch(f"{CONTACTS}/{bia['id']}", json={"name": "B"}, headers={"If-Match": etag})
    assert answer.status_code == 200


async def test_a_change_without_a_version_is_asked_for_one(client, bia):
    for answer in (
        await client.patch(f"{CONTACTS}/{bia['id']}", json={"name": "B"}),
        await client.delete(f"{CONTACTS}/{bia['id']}"),
    ):
        assert answer.status_code == 428
        assert answer.json()["type"] == "urn:ventros:problem:version-required"


@pytest.mark.parametrize("etag", ["*", "x", "0", "-1", '"9999999999"', '"1", "2"', ""])
async def test_a_version_that_is_none_is_refused(client, bia, etag):
    answer = await client.patch(f"{CONTACTS}/{bia['id']}", json={"name": "B"}, headers={"If-Match": etag})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["header"] == "If-Match"


async def test_of_two_changes_on_one_version_the_second_is_refused(client, bia):
    one, headers = f"{CONTACTS}/{bia['id']}", {"If-Match": '"1"'}
    assert (await client.patch(one, json={"name": "First"}, headers=headers)).status_code == 200
    second = await client.patch(one, json={"name": "Second"}, headers=headers)
    assert (second.status_code, second.json()["type"]) == (409, "urn:ventros:problem:stale-version")
    assert (await client.get(one)).json()["name"] == "First"


async def test_a_phone_of_somebody_else_is_refused(client, bia):
    answer = await client.post(CONTACTS, json={"name": "Another", "phone": PHONE})
    assert answer.status_code == 409
    assert len((await client.get(CONTACTS)).json()["items"]) == 1


@pytest.mark.parametrize("field", ["id", "version", "tenant_id", "role", "created_at", "name_by_hand"])
async def test_nothing_but_what_may_be_said_is_taken_from_a_body(client, bia, field):
    """Prevents mass assignment."""
    answer = await client.post(CONTACTS, json={"name": "Caio", field: "1"})
    assert answer.json()["errors"][0]["pointer"] == f"#/{field}"
    answer = await client.patch(f"{CONTACTS}/{bia['id']}", json={field: "1"}, headers={"If-Match": "1"})
    assert answer.json()["errors"][0]["pointer"] == f"#/{field}"


async def test_pages_hold_every_person_once(client, project_id):
    made = {(await client.post(CONTACTS, json={"name": f"P{n}"})).json()["id"] for n in range(5)}
    seen, cursor = [], {}
    while True:
        page = (await client.get(CONTACTS, params={"limit": 2} | cursor)).json()
        seen += [one["id"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert len(seen) == len(made)
    assert set(seen) == made


async def test_people_are_found_by_text_and_tag(client, bia):
    for params in ({"q": "bia"}, {"q": "31 90000"}, {"tag": "vip"}, {"q": "bia", "tag": "vip"}):
        assert (await client.get(CONTACTS, params=params)).json()["items"] == [bia]
    for params in ({"q": "%"}, {"tag": "other"}, {"q": "bia", "tag": "other"}):
        assert (await client.get(CONTACTS, params=params)).json()["items"] == []
    assert (await client.get(CONTACTS, params={"q": ["bia", "x"]})).status_code == 200


async def test_what_is_done_is_recorded_before_the_answer_begins(app, client, db, tenant_id, project_id):
    seen = []

    async def watched(scope, receive, send):
        async def look(message):
            if message["type"] == "http.response.start":
                async with db.tenant(tenant_id) as tx:
                    seen.extend(await tx.rows("select name from crm.contacts where tenant_id = %(tenant)s"))
            await send(message)

        await app(scope, receive, look)

    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(watched), base_url="https://crm.example.com"
    ) as watching:
        answer = await watching.post(CONTACTS, json={"name": "Bia"}, headers=client.headers)
    assert answer.status_code == 201
    assert seen == [{"name": "Bia"}]


async def test_what_a_person_did_is_told_as_done_through_a_door(client, db, tenant_id, bia):
    async with db.tenant(tenant_id) as tx:
        told = await tx.rows("select headers from core.outbox where tenant_id = %(tenant)s order by id")
    headers = [dict(one["headers"]) for one in told]
    about = [(one["ce_type"], one["ce_origin"]) for one in headers if one["ce_subject"] == bia["id"]]
    assert about == [("contact.created", "door"), ("contact.phone_set", "door")]
