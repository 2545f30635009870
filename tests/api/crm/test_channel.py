import pytest

CHANNELS = "/api/v1/crm/channels"
CONFIG = {"base_url": "https://waha.example.com", "api_key": "invented"}
DRAFT = {"name": "Balcão", "type": "waha", "config": CONFIG}


@pytest.fixture
async def connected(client, project_id):
    made = await client.post(CHANNELS, json=DRAFT)
    assert made.status_code == 201, made.text
    return made.json()


async def test_a_channel_is_connected_and_its_secrets_are_shown_never_again(client, settings, connected):
    channel = connected["channel"]
    one = f"{CHANNELS}/{channel['id']}"
    assert connected["webhook_url"] == f"{settings.public_url}/webhooks/{channel['id']}"
    assert (await client.get(one)).json() == channel
    for answer in (await client.get(one), await client.get(CHANNELS), await client.post(f"{one}/activate")):
        assert answer.status_code == 200
        assert "invented" not in answer.text
        assert connected["webhook_secret"] not in answer.text


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"base_url": "https://waha.example.com"},
        CONFIG | {"api_key": 1},
        CONFIG | {"other": "x"},
        CONFIG | {"base_url": 1},
        CONFIG | {"base_url": "waha.example.com"},
        CONFIG | {"base_url": "http://waha.example.com"},
        CONFIG | {"base_url": "https://user:word@waha.example.com"},
        CONFIG | {"base_url": "https://127.0.0.1"},
        CONFIG | {"base_url": "https://[::1]/"},
        CONFIG | {"base_url": "https://2130706433/"},
        CONFIG | {"base_url": "https://169.254.169.254/latest/meta-data"},
        CONFIG | {"base_url": "https://metadata.google.internal"},
        CONFIG | {"base_url": "https://waha.example.com:8443"},
    ],
)
async def test_a_config_that_is_not_the_connectors_or_leads_inside_is_refused(client, project_id, config):
    answer = await client.post(CHANNELS, json=DRAFT | {"config": config})
    assert answer.status_code == 400
    assert (await client.get(CHANNELS)).json()["items"] == []


async def test_a_kind_of_channel_that_has_no_connector_is_refused(client, project_id):
    answer = await client.post(CHANNELS, json=DRAFT | {"type": "telegraph"})
    assert answer.json()["errors"][0]["pointer"] == "#/type"


async def test_a_channel_is_switched_changed_and_taken_away(client, connected):
    one = f"{CHANNELS}/{connected['channel']['id']}"
    on = await client.post(f"{one}/activate")
    assert (on.json()["status"], on.headers["ETag"]) == ("active", '"2"')
    off = await client.post(f"{one}/deactivate")
    assert off.json()["status"] == "inactive"
    named = await client.patch(one, json={"name": "Loja"}, headers={"If-Match": off.headers["ETag"]})
    assert (named.json()["name"], named.headers["ETag"]) == ("Loja", '"4"')
    assert (await client.patch(one, json={"name": "Outra"}, headers={"If-Match": '"3"'})).status_code == 409
    assert (await client.delete(one, headers={"If-Match": '"4"'})).status_code == 204
    assert (await client.get(one)).status_code == 404
    assert (await client.post(f"{one}/activate")).status_code == 404
