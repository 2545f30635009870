import pytest

MESSAGES = "/api/v1/crm/messages"
KEY = {"Idempotency-Key": "order-42"}


@pytest.fixture
async def there(world, tenant_id):
    return await world(tenant_id)


async def test_a_reply_is_accepted_and_waits(client, there):
    answer = await client.post(MESSAGES, json={"contact_id": str(there.contact), "text": "Olá"}, headers=KEY)
    message = answer.json()
    assert (answer.status_code, message["status"], message["from_me"]) == (202, "queued", True)
    assert message["chat_id"] == str(there.chat)
    assert message["provider_id"].startswith("3EB0")
    assert (await client.get(f"{MESSAGES}/{message['id']}")).json() == message


async def test_asked_twice_with_one_key_it_is_one_message(client, there):
    body = {"contact_id": str(there.contact), "text": "Olá"}
    first, second = [(await client.post(MESSAGES, json=body, headers=KEY)).json() for _ in range(2)]
    assert first == second
    other = await client.post(MESSAGES, json=body | {"text": "Outra"}, headers=KEY)
    assert (other.status_code, other.json()["type"]) == (409, "urn:ventros:problem:key-reused")
    assert len((await client.get(MESSAGES)).json()["items"]) == 2


async def test_one_key_of_two_tenants_is_two_messages(anybody, credential, two_tenants, world):
    sent = []
    for tenant in two_tenants:
        body = {"contact_id": str((await world(tenant)).contact), "text": "Olá"}
        answer = await anybody.post(MESSAGES, json=body, headers=credential(tenant) | KEY)
        assert answer.status_code == 202
        sent.append(answer.json()["id"])
    assert sent[0] != sent[1]


@pytest.mark.parametrize("headers", [{}, {"Idempotency-Key": ""}, {"Idempotency-Key": "x" * 201}])
async def test_a_reply_needs_a_key_of_a_sensible_length(client, there, headers):
    answer = await client.post(MESSAGES, json={"contact_id": str(there.contact), "text": "Olá"}, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["header"] == "Idempotency-Key"


@pytest.mark.parametrize("text", ["", "x" * 4097, None, 7])
async def test_a_reply_has_a_text_of_a_sensible_length(client, there, text):
    answer = await client.post(MESSAGES, json={"contact_id": str(there.contact), "text": text}, headers=KEY)
    assert answer.json()["errors"][0]["pointer"] == "#/text"


async def test_messages_chats_and_sessions_are_shown_and_filtered(client, there):
    for path, ours, params in (
        ("messages", there.message, {"contact_id": there.contact, "session_id": there.session, "from_me": "false"}),
        ("messages", there.message, {"chat_id": there.chat, "channel_id": there.channel, "status": "delivered"}),
        ("messages", there.message, {"after": "2026-03-02T09:00:00-03:00", "before": "2026-03-02T12:00:01Z"}),
        ("chats", there.chat, {"contact_id": there.contact, "type": "individual", "status": "active"}),
        ("sessions", there.session, {"contact_id": there.contact, "channel_type": "waha", "status": "active"}),
    ):
        found = (await client.get(f"/api/v1/crm/{path}", params=params)).json()["items"]
        assert [one["id"] for one in found] == [str(ours)]
        shown = await client.get(f"/api/v1/crm/{path}/{ours}")
        assert (shown.json(), shown.headers["ETag"]) == (found[0], f'"{found[0]["version"]}"')


async def test_a_session_is_closed_once(client, there):
    close = f"/api/v1/crm/sessions/{there.session}/close"
    closed = await client.post(close)
    assert (closed.status_code, closed.json()["status"]) == (200, "manually_closed")
    assert (await client.get("/api/v1/crm/sessions", params={"status": "active"})).json()["items"] == []
    again = await client.post(close)
    assert (again.status_code, again.json()["type"]) == (409, "urn:ventros:problem:already-ended")
