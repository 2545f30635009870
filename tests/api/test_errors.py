from uuid import uuid4

import pytest

CONTACTS = "/api/v1/crm/contacts"
PROBLEM = "application/problem+json"


async def problem(client, method, path, status, **asked):
    answer = await client.request(method, path, **asked)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == PROBLEM
    told = answer.json()
    assert told["status"] == status
    assert told["request_id"] == answer.headers["X-Request-ID"]
    assert told["title"]
    assert told["detail"]
    return told, answer.headers


async def test_an_error_of_ours_is_told_by_its_name_and_its_sentence(client):
    told, _ = await problem(client, "GET", f"{CONTACTS}/{uuid4()}", 404)
    assert told["type"] == "urn:ventros:problem:not-found"
    assert told["detail"] == "There is no such contact here."


async def test_everything_wrong_with_a_body_is_told_with_its_place(client):
    body = {"name": "", "phone": "123", "tags": [1], "role": "admin", "a/b~c": 1}
    told, _ = await problem(client, "POST", CONTACTS, 422, json=body)
    assert told["type"] == "urn:ventros:problem:invalid-request"
    places = {one["pointer"] for one in told["errors"]}
    assert places == {"#/name", "#/phone", "#/tags/0", "#/role", "#/a~1b~0c"}


@pytest.mark.parametrize(
    "query, parameter",
    [
        ("limit=0", "limit"),
        ("limit=101", "limit"),
        ("limit=1000000", "limit"),
        ("limit=many", "limit"),
        ("q=", "q"),
        (f"q={'x' * 201}", "q"),
    ],
)
async def test_a_wrong_parameter_is_named(client, query, parameter):
    told, _ = await problem(client, "GET", f"{CONTACTS}?{query}", 422)
    assert [one["parameter"] for one in told["errors"]] == [parameter]


@pytest.mark.parametrize("path", ["contact_id=1", "channel_type=carrier-pigeon", "started_after=2026-03-02T12:00:00"])
async def test_a_filter_that_cannot_be_read_is_named(client, path):
    told, _ = await problem(client, "GET", f"/api/v1/crm/sessions?{path}", 422)
    assert told["errors"][0]["parameter"] == path.split("=")[0]


async def test_a_cursor_of_nobody_is_refused(client):
    told, _ = await problem(client, "GET", f"{CONTACTS}?cursor=AAAA", 400)
    assert "cursor" in told["detail"]


async def test_a_secret_in_a_wrong_body_is_not_repeated(client):
    config = {"base_url": "https://waha.example.com", "api_key": ["invented-secret"], "other": "invented-secret"}
    body = {"name": "Balcão", "type": "waha", "config": config}
    told, _ = await problem(client, "POST", "/api/v1/crm/channels", 400, json=body)
    assert "config.api_key" in told["detail"]
    assert "invented-secret" not in str(told)


@pytest.mark.parametrize("content", [b"{", b"", b"\xff", b'{"name": }', b"nope"])
async def test_a_body_that_is_not_json_is_refused(client, content):
    headers = {"Content-Type": "application/json"}
    answer = await client.post(CONTACTS, content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.headers["Content-Type"] == PROBLEM


async def test_a_body_that_does_not_say_it_is_json_is_refused(client):
    """Prevents a form on somebody's page from being taken for a request."""
    answer = await client.post(CONTACTS, content=b'{"name": "Bia"}', headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422


async def test_a_text_that_no_database_can_hold_is_refused(client, project_id):
    json = {"Content-Type": "application/json"}
    for body in (b'{"name": "a\\u0000b"}', b'{"name": "a\\\\\\u0000b"}'):
        told, _ = await problem(client, "POST", CONTACTS, 400, content=body, headers=json)
        assert "NUL" in told["detail"]
    for body in (b'{"name": "a", "tags": ["\\ud800"]}', b'{"name": "a", "custom_fields": {"\\udfff": ""}}'):
        await problem(client, "POST", CONTACTS, 400, content=body, headers=json)
    await problem(client, "GET", f"{CONTACTS}?q=a%00b", 400)
    answer = await client.post(CONTACTS, content=b'{"name": "a\\\\u0000b"}', headers=json)
    assert (answer.status_code, answer.json()["name"]) == (201, "a\\u0000b")
    answer = await client.post(CONTACTS, content=b'{"name": "\\ud83d\\ude00"}', headers=json)
    assert (answer.status_code, answer.json()["name"]) == (201, "\U0001f600")


async def test_what_is_not_here_and_what_is_not_done_are_problems_too(client):
    told, _ = await problem(client, "GET", "/api/v1/crm/unicorns", 404)
    assert told["type"] == "about:blank"
    _, headers = await problem(client, "PUT", CONTACTS, 405)
    assert "GET" in headers["Allow"]


async def test_without_a_credential_the_answer_says_how_to_come(anybody):
    told, headers = await problem(anybody, "GET", CONTACTS, 401)
    assert headers["WWW-Authenticate"] == "Bearer"
    assert "Authorization" in told["detail"]


async def test_when_the_database_is_away_the_answer_says_when_to_come_back(app, client):
    await app.state.db.pool.close()
    for path in (CONTACTS, "/health"):
        _, headers = await problem(client, "GET", path, 503)
        assert int(headers["Retry-After"]) > 0


async def test_what_nobody_expected_is_told_without_details(app, client):
    class Broken:
        def tenant(self, _):
            raise RuntimeError("select secret from drawer")

    app.state.db, kept = Broken(), app.state.db
    told, _ = await problem(client, "GET", CONTACTS, 500)
    app.state.db = kept
    assert "secret" not in str(told)
    assert "RuntimeError" not in str(told)
