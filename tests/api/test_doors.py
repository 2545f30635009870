"""What holds for every door, made from the table of doors: a new one is covered the moment it opens."""

import re
from uuid import uuid4

import pytest
from fastapi import APIRouter

from api.app import PUBLIC, ROUTES, Undeclared, check_rules, create_app
from api.door import DOORS, door
from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole, permissions_of
from contracts.core.user import Principal
from contracts.errors import Forbidden

ROLES = list(ProjectRole)
IDS = {row: re.findall(r"{(\w+)_id}", row.path) for row in DOORS}
NAMED = {one.name: one for one in DOORS}

BODIES = {
    "create_project": {"name": "Loja"},
    "connect_channel": {
        "name": "Balcão",
        "type": "waha",
        "config": {"base_url": "https://waha.example.com", "api_key": "invented"},
    },
    "update_channel": {"name": "Loja"},
    "create_contact": {"name": "Bia"},
    "update_contact": {"name": "Beatriz"},
    "erase_contact": {},
    "send_message": {"contact_id": str(uuid4()), "text": "Olá"},
    "search_memory": {"q": "oi"},
    "tag_contact": {"tags": ["vip"]},
    "find_entities": {"name": "Acme"},
    "merge_entities": {"entity_type": "company", "name": "Acme Ltda", "into": "Acme"},
    "add_contact_fact": {"predicate": "goal", "value": "crescer"},
    "export_contacts": {"format": "json"},
    "get_contact_context": {},
    "route_intent": {"text": "oi"},
}
"""A body for every door that takes one."""


def doors(*, reading=None):
    return [name for name, one in NAMED.items() if reading is None or (one.method == "GET") is reading]


def fields(opened):
    """The fields of what a door answers."""
    return getattr(opened.signature.return_annotation, "model_fields", {})


async def knock(client, name, headers=None, ids=None, **rest):
    """Ask a door for things of these ids, or of nobody's."""
    opened = NAMED[name]
    path = re.sub(r"{(\w+)_id}", lambda found: str(getattr(ids, found[1], uuid4())), opened.path)
    given = {"If-Match": '"1"', "Idempotency-Key": "1"} | (headers or {})
    return await client.request(opened.method, path, headers=given, json=BODIES.get(name), **rest)


def may_enter(role, opened):
    return opened.permission in permissions_of(role) and (not opened.admin or role is ProjectRole.ADMIN)


def test_every_door_that_takes_a_body_is_tried_with_one():
    taking = {one.name for one in DOORS if any(hasattr(p.annotation, "model_fields") for p in one.parameters)}
    assert taking == BODIES.keys()


def test_every_door_has_a_permission_and_a_sentence():
    for one in DOORS:
        assert one.permission in PROJECT_PERMISSIONS
        assert one.description.endswith("."), f"{one.name} has no sentence"


def test_the_application_opens_nothing_but_doors_and_what_is_declared_public(settings):
    app = create_app(settings)
    rows = {f"{method} {route.path}" for route in app.routes for method in route.methods - {"HEAD"}}
    assert rows == {f"{one.method} {one.path}" for one in DOORS} | PUBLIC.keys()


def test_a_route_that_nobody_declared_keeps_the_application_from_starting(settings):
    app = create_app(settings)
    app.add_api_route("/api/v1/backdoor", lambda: "open")
    with pytest.raises(Undeclared, match="GET /api/v1/backdoor"):
        check_rules(app)
    app = create_app(settings)
    app.mount("/files", app)
    with pytest.raises(Undeclared, match="/files"):
        check_rules(app)


@pytest.mark.parametrize(
    "row, permission",
    [("GET /new", "contacts.everything"), ("GET /contacts", "contacts.view"), ("GET /new", "contacts.view")],
)
def test_a_row_without_a_permission_or_with_the_name_or_path_of_another_opens_nothing(row, permission):
    existing, router = NAMED["list_contacts"], APIRouter(prefix="/api/v1/crm")
    before = list(DOORS)
    with pytest.raises(TypeError):
        door(router, row, existing.operation, permission=permission)
    assert before == DOORS
    assert router.routes == []


@pytest.mark.parametrize("name", doors())
async def test_nobody_enters_without_a_credential(anybody, name):
    impostor = {"X-Dev-User-ID": "1", "X-Dev-Role": "admin", "X-Tenant-ID": str(uuid4()), "Cookie": "session=admin"}
    for headers in ({}, impostor, {"Authorization": "Bearer dev-admin-key"}, {"Authorization": "Basic YTpi"}):
        answer = await knock(anybody, name, headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("name", doors())
@pytest.mark.parametrize("role", ROLES)
async def test_a_role_enters_where_it_holds_the_permission_and_nowhere_else(anybody, credential, tenant_id, name, role):
    answer = await knock(anybody, name, credential(tenant_id, role))
    assert (answer.status_code == 403) is not may_enter(role, NAMED[name])


@pytest.mark.parametrize("name", doors())
async def test_scopes_narrow_what_a_role_may_do(anybody, credential, tenant_id, name):
    other = next(one for one in sorted(permissions_of(ProjectRole.ADMIN)) if one != NAMED[name].permission)
    answer = await knock(anybody, name, credential(tenant_id, scopes=frozenset({other})))
    assert answer.status_code == 403
    answer = await knock(anybody, name, credential(tenant_id, scopes=frozenset({NAMED[name].permission})))
    assert answer.status_code != 403


def test_a_tool_that_acts_outside_needs_a_credential_that_names_it(tenant_id):
    sending = NAMED["send_message"]
    agent = Principal(tenant_id=tenant_id, subject="agent:bia", role=ProjectRole.AGENT)
    sending.admit(agent)
    with pytest.raises(Forbidden):
        sending.admit(agent, as_tool=True)
    sending.admit(agent.model_copy(update={"scopes": frozenset({"messages.send"})}), as_tool=True)
    NAMED["list_messages"].admit(agent, as_tool=True)


def test_a_tool_that_does_more_than_look_needs_a_credential_that_names_it_and_sending_is_shown_first():
    more = [one for one in DOORS if one.tool and not one.permission.endswith(".view")]
    assert [one.tool for one in more if not one.explicit_scope] == []
    assert [one.tool for one in more if one.preview] == ["send_message"]


@pytest.fixture
async def both(anybody, credential, two_tenants, world):
    """Two tenants with one of everything each: the client and credential of the first, what there is in the second."""
    ours, theirs = two_tenants
    await world(ours)
    return anybody, credential(ours), await world(theirs), credential(theirs)


@pytest.mark.parametrize("name", [one.name for one in DOORS if IDS[one]])
async def test_what_belongs_to_another_tenant_answers_as_missing(both, name):
    client, ours, theirs, their_credential = both
    answer = await knock(client, name, ours, theirs)
    assert answer.status_code == 404
    missing = await knock(client, name, ours)
    assert {**answer.json(), "request_id": ""} == {**missing.json(), "request_id": ""}
    assert (await knock(client, name, their_credential, theirs)).status_code in (200, 201, 204)


@pytest.mark.parametrize("name", [one.name for one in DOORS if "items" in fields(one) and not IDS[one]])
async def test_a_list_shows_nothing_of_another_tenant(both, name):
    client, ours, theirs, their_credential = both
    first = (await knock(client, name, ours)).json()
    second = (await knock(client, name, their_credential)).json()
    assert len(first["items"]) == len(second["items"]) == 1
    assert first["items"] != second["items"]
    for one in NAMED[name].parameters:
        if one.name.endswith("_id"):
            foreign = getattr(theirs, one.name.removesuffix("_id"))
            assert (await knock(client, name, ours, params={one.name: str(foreign)})).json()["items"] == []


@pytest.mark.parametrize(
    "name, field", [("create_contact", "project"), ("connect_channel", "project"), ("send_message", "contact")]
)
async def test_an_id_inside_a_body_is_looked_up_in_the_same_tenant(both, name, field):
    client, ours, theirs, _ = both
    opened = NAMED[name]
    body = BODIES[name] | {f"{field}_id": str(getattr(theirs, field))}
    answer = await client.request(opened.method, opened.path, headers=ours | {"Idempotency-Key": "1"}, json=body)
    assert answer.status_code == 404


async def test_a_reply_through_a_channel_of_another_tenant_is_refused(anybody, credential, two_tenants, world):
    ours, theirs = await world(two_tenants[0]), await world(two_tenants[1])
    body = {"contact_id": str(ours.contact), "text": "Olá", "channel_id": str(theirs.channel)}
    headers = credential(two_tenants[0]) | {"Idempotency-Key": "1"}
    answer = await anybody.post("/api/v1/crm/messages", headers=headers, json=body)
    assert answer.status_code == 404


OF_NOBODY = {"route_intent"}
"""Doors that read nothing of a tenant."""


@pytest.mark.parametrize("name", [name for name in doors() if name not in OF_NOBODY])
async def test_a_credential_of_a_project_that_is_not_there_finds_nothing(both, credential, two_tenants, name):
    client, _, theirs, _ = both
    bound = credential(two_tenants[1], project_id=uuid4())
    answer = await knock(client, name, bound, theirs)
    found = answer.json()
    assert answer.status_code in (403, 404, 409) or found.get("items", found.get("hits")) == [] or found["count"] == 0


def test_routes_of_webhooks_are_the_only_ones_without_a_door_that_write():
    writing = {f"{m} {route.path}" for route in ROUTES for m in route.methods - {"GET", "HEAD"}}
    assert writing - {f"{one.method} {one.path}" for one in DOORS} == {"POST /webhooks/{channel_id}"}
