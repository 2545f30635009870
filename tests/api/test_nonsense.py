"""Whatever is sent, the answer is the caller's fault or none: no door breaks."""

import json
import re
from uuid import uuid4

import pytest

from api.door import DOORS

NONSENSE = [
    None,
    True,
    -1,
    2**70,
    1e308,
    float("nan"),
    "",
    " ",
    "\ud800",
    "x" * 100_000,
    "'; drop table crm.contacts; --",
    "%s %(tenant)s {} $1 \\",
    "\u202e\uffff\U0010ffff",
    [],
    [None] * 200,
    {},
    {"\ud800": "\ud800"},
    {"\ud800": 1},
    {"a": {"b": [{"c": None}]}},
    "9999-12-31T23:59:59.999999-23:59",
    "0001-01-01T00:00:00+23:59",
    "infinity",
    str(uuid4()),
]
WRITING = [one for one in DOORS if one.method in {"POST", "PATCH"}]
LISTS = [one for one in DOORS if one.method == "GET" and "{" not in one.path]


def sensible(status):
    return 200 <= status < 500


def fields(opened):
    models = [one.annotation for one in opened.parameters if hasattr(one.annotation, "model_fields")]
    return [name for model in models for name in model.model_fields]


@pytest.mark.parametrize("opened", WRITING, ids=lambda one: one.name)
async def test_no_body_breaks_a_door(client, world, tenant_id, opened):
    there = await world(tenant_id)
    config = {"base_url": "https://waha.example.com", "api_key": "invented"}
    known = {"name": "Bia", "type": "waha", "config": config, "contact_id": str(there.contact), "text": "Olá"}
    right = {name: value for name, value in known.items() if name in fields(opened)}
    path = re.sub(r"{(\w+)_id}", lambda found: str(getattr(there, found[1])), opened.path)
    headers = {"Content-Type": "application/json", "If-Match": "1"}
    wrong = [right | {name: value} for name in [*fields(opened), "\ud800"] for value in NONSENSE]
    for number, body in enumerate([*wrong, *NONSENSE]):
        headers["Idempotency-Key"] = str(number)
        answer = await client.request(opened.method, path, content=json.dumps(body), headers=headers)
        assert sensible(answer.status_code), (body, answer.text)
        headers["If-Match"] = answer.headers.get("ETag", headers["If-Match"])


@pytest.mark.parametrize("opened", LISTS, ids=lambda one: one.name)
async def test_no_parameter_breaks_a_list(client, world, tenant_id, opened):
    await world(tenant_id)
    strange = [str(one).encode("utf-8", "replace").decode()[:5000] for one in NONSENSE]
    for one in opened.parameters:
        for value in strange:
            answer = await client.get(opened.path, params={one.name: value})
            assert sensible(answer.status_code), (one.name, value[:200], answer.text)


@pytest.mark.parametrize("id", ["0", "%2e%2e", "%ff", "null", "{contact_id}", "%F0%9F%92%A9", "x" * 2000, "%0d%0a"])
async def test_no_id_breaks_a_door(client, id):
    for opened in DOORS:
        path = re.sub(r"{\w+}", id, opened.path)
        if path != opened.path:
            answer = await client.request(
                opened.method, path, headers={"If-Match": "1", "Idempotency-Key": "1"}, json={}
            )
            assert answer.status_code in (404, 405, 422), (opened.name, answer.text)
