import json

import pytest
from jsonschema import Draft202012Validator

from api.app import PUBLIC, create_app
from api.door import DOORS


@pytest.fixture
def described(settings):
    return create_app(settings).openapi()


def operations(described):
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_door_is_described_with_its_permission_credential_and_problems(described):
    found = dict(operations(described))
    for one in DOORS:
        operation = found[f"{one.method} {one.path}"]
        assert operation["operationId"] == one.name
        assert operation["x-permission"] == one.permission
        assert operation["security"] == [{"bearer": []}]
        assert operation["summary"]
        assert operation["tags"]
        assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert found.keys() - {f"{one.method} {one.path}" for one in DOORS} <= PUBLIC.keys()


def test_every_reference_leads_somewhere(described):
    text = json.dumps(described)
    names = {part.split('"')[0] for part in text.split("#/components/schemas/")[1:]}
    assert names == described["components"]["schemas"].keys() & names
    assert {"Contact", "ContactDraft", "Problem", "Flaw"} <= names


def test_every_schema_is_a_json_schema(described):
    for name, schema in described["components"]["schemas"].items():
        Draft202012Validator.check_schema(schema)
        assert schema.get("title", name)


def test_what_a_change_needs_is_described_as_required(described):
    found = dict(operations(described))
    patch = found["PATCH /api/v1/crm/contacts/{contact_id}"]["parameters"]
    (version,) = [one for one in patch if one["name"] == "If-Match"]
    assert (version["in"], version["required"], version["schema"]["minimum"]) == ("header", True, 1)
    (key,) = [one for one in found["POST /api/v1/crm/messages"]["parameters"] if one["in"] == "header"]
    assert (key["name"], key["required"], key["schema"]["maxLength"]) == ("Idempotency-Key", True, 200)


def test_no_secret_is_part_of_what_is_shown(described):
    shown = described["components"]["schemas"]["Channel"]["properties"]
    assert not {"config", "config_sealed", "secret_sealed", "webhook_secret"} & shown.keys()


async def test_the_description_is_served_to_anybody_and_there_is_no_page_that_loads_scripts(anybody, described):
    served = await anybody.get("/openapi.json")
    assert served.json() == json.loads(json.dumps(described))
    for path in ("/docs", "/redoc"):
        assert (await anybody.get(path)).status_code == 404
