"""What an operator does at the terminal, against processes that run."""

import itertools
import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import httpx
import orjson
import psycopg
import pytest
import redis

from api.cli.channels import EVENTS
from api.cli.checks import restart
from api.cli.doctor import examined
from api.cli.processes import Processes
from api.cli.tail import line
from connectors.waha import parse
from connectors.waha.sandbox import envelope, message_payload, signed
from contracts.crm.message import MessageCreated
from memory.cache import REFUSED_LARGE
from pipelines.examine import follow
from pipelines.local.service import free_port

ROLES = ("relay", "flows", "api")
WAHA = ("--base-url", "https://waha.example.com", "--api-key", "an-invented-key")


@pytest.fixture(scope="module")
def settings(settings, tmp_path_factory):
    """With a data folder and ports of this module's own."""
    api, mcp = free_port(None), free_port(None)
    own = {"data_dir": tmp_path_factory.mktemp("data"), "api_port": api, "mcp_port": mcp, "embedder": "hashing"}
    return settings.model_copy(update=own | {"public_url": f"http://127.0.0.1:{api}"})


@pytest.fixture(scope="module")
def processes(settings, empty_log):
    with Processes(settings, ROLES) as started:
        yield started


@pytest.fixture
def tenant(cli, processes):
    return json.loads(cli("tenants", "create", f"Padaria {uuid4().hex[:6]}", "--output", "json").stdout)


@pytest.fixture
def channel(cli, tenant):
    told = cli("channels", "add", "waha", "--tenant", tenant["id"], *WAHA, "--no-wait", "--output", "json")
    return json.loads(told.stdout)


def send(channel, event):
    body = orjson.dumps(event)
    answer = httpx.post(channel["webhook_url"], content=body, headers=signed(body, channel["webhook_secret"]))
    assert answer.status_code == 200


def say(channel, text):
    payload = message_payload("5531900000001@s.whatsapp.net", text, uuid4().hex.upper(), from_me=False)
    send(channel, envelope("message.any", payload))


def so_far(settings):
    """What the log of messages holds by now."""
    return itertools.takewhile(bool, follow(settings, "crm.message", from_start=True))


def state_of(settings):
    return {finding.name: finding for finding in examined(settings)}


def test_a_tenant_comes_with_a_first_project_and_is_listed(cli, tenant):
    listed = json.loads(cli("tenants", "list", "--output", "json").stdout)
    assert {"id": tenant["id"], "name": tenant["name"]}.items() <= next(
        one for one in listed if one["id"] == tenant["id"]
    ).items()
    assert tenant["name"] in cli("tenants", "list").stdout
    bare = cli("tenants", "create", "Oficina Ipê")
    assert UUID(bare.stdout.strip())
    assert "ventros channels add waha" in bare.stderr


def test_a_channel_is_told_with_what_to_paste_into_waha(cli, tenant, settings):
    done = cli("channels", "add", "waha", "--tenant", tenant["name"], *WAHA, "--session", "loja", "--no-wait")
    assert done.exit_code == 0
    assert "an-invented-key" not in done.stdout
    secret = next(row.split()[-1] for row in done.stdout.splitlines() if row.startswith("Secret"))
    assert f"WHATSAPP_HOOK_HMAC_KEY={secret}" in done.stdout
    config = json.loads(done.stdout[done.stdout.index("{") : done.stdout.rindex("}") + 1])
    (hook,) = config["config"]["webhooks"]
    assert config["name"] == "loja"
    assert hook["url"].startswith(f"{settings.public_url}/webhooks/")
    assert hook["hmac"] == {"key": secret}
    listed = json.loads(cli("channels", "list", "--tenant", tenant["id"], "--output", "json").stdout)
    assert [(one["external_id"], one["name"]) for one in listed] == [("loja", "WhatsApp")]
    assert secret not in cli("channels", "list", "--tenant", tenant["id"]).stdout


def test_every_event_that_we_make_something_of_is_asked_of_waha():
    told = {name for name, parser in parse.EVENTS.items() if parser.__module__ != parse.__name__}
    assert told - {"message"} <= set(EVENTS) <= parse.EVENTS.keys()  # message.any tells all that message does


def test_a_channel_waits_for_its_first_event(spawn, tenant, processes):
    adding = spawn("channels", "add", "waha", "--tenant", tenant["id"], *WAHA, "--output", "json", "--timeout", "60")
    say(json.loads(adding.stdout.readline()), "Bom dia")
    _, said = adding.communicate()
    assert adding.returncode == 0, said
    assert "The first event is here" in said


def test_a_channel_whose_first_event_does_not_come_says_where_to_look(spawn, tenant, processes):
    adding = spawn("channels", "add", "waha", "--tenant", tenant["id"], *WAHA, "--timeout", "0.5")
    _, said = adding.communicate()
    assert adding.returncode == 1
    assert "No event came within 0.5 s. The channel stays." in said


def test_a_private_address_that_nobody_allowed_is_refused(cli, tenant):
    config = ("--base-url", "http://192.168.0.9:3000", "--api-key", "k")
    refused = cli("channels", "add", "waha", "--tenant", tenant["id"], *config, "--no-wait")
    assert refused.exit_code == 1
    assert "192.168.0.9" in str(refused.exception)


def test_messages_are_shown_as_they_arrive(channel, settings, until):
    say(channel, "Before")
    until(lambda: any(b"Before" in one.value for one in so_far(settings)))
    heard = follow(settings, "crm.message")
    next(heard)
    say(channel, "Chegou o bolo?")
    text = next(json.loads(one.value).get("text") for one in heard if one)
    assert text == "Chegou o bolo?"


def test_the_tail_of_a_tenant_shows_that_tenants_messages_only(spawn, cli, channel, tenant, settings):
    other = json.loads(cli("tenants", "create", "Outra", "--output", "json").stdout)
    added = cli("channels", "add", "waha", "--tenant", other["id"], *WAHA, "--no-wait", "--output", "json")
    say(json.loads(added.stdout), "Not yours")
    say(channel, "Meu pedido \x1b[31m")
    tail = spawn("tail", "--tenant", tenant["id"], "--from-start", "--output", "json")
    told = json.loads(tail.stdout.readline())
    assert (told["tenant_id"], told["data"]["text"]) == (tenant["id"], "Meu pedido \x1b[31m")


def test_a_tail_ends_after_as_many_messages_as_were_asked_for(cli, channel, tenant):
    say(channel, "Um só")
    shown = cli("tail", "--tenant", tenant["id"], "--from-start", "--count", "1")
    assert shown.exit_code == 0
    assert shown.stdout.count("Um só") == 1


def test_whoever_waits_for_the_flows_finds_what_was_taken_in_recorded(cli, channel, tenant, settings):
    say(channel, "Já chegou?")
    assert cli("flows", "wait", "inbound", "sessions").stdout == "Everything is read by inbound, sessions.\n"
    with psycopg.connect(settings.dsn("admin")) as admin:
        settled = "select session_id is not null from crm.messages where tenant_id = %s"
        assert admin.execute(settled, (tenant["id"],)).fetchall() == [(True,)]


def test_waiting_for_a_flow_that_does_not_run_ends_with_the_reason(cli, channel):
    say(channel, "Alguém?")
    refused = cli("flows", "wait", "archive", "--timeout", "0.5")
    assert "Not read within 0.5 s" in str(refused.exception)


def test_a_message_is_one_line_that_does_nothing_to_the_terminal():
    message = MessageCreated(
        message_id=uuid4(), contact_id=None, from_me=False, created_at=datetime.now(UTC), channel_id=uuid4(),
        chat_id=uuid4(), content_type="text", status="delivered", text="Oi\n\x1b[31m" + "a" * 500,
    )  # fmt: skip
    shown = line(message, UUID(int=1), "Balcão", datetime(2026, 3, 2, 12, tzinfo=UTC)).plain
    assert "00000000  Balcão" in shown
    assert "← Oi [31maaa" in shown
    assert shown.endswith("…")
    assert "\n" not in shown
    assert "\x1b" not in shown
    assert "→ [image]" in line(
        message.model_copy(update={"from_me": True, "text": None, "content_type": "image"}), UUID(int=1), "x",
        datetime.now(UTC),
    ).plain  # fmt: skip


def test_a_dead_letter_is_listed_shown_and_driven_through_again(cli, channel, tenant, settings, until):
    send(channel, {"event": "message.any", "session": "default", "payload": {"nothing": "of a message"}})
    of_tenant = ("--tenant", tenant["id"])

    def listed(*more):
        return json.loads(cli("dlq", "list", *of_tenant, *more, "--output", "json").stdout)

    (letter,) = until(listed)
    assert (letter["flow"], letter["topic"], letter["attempt"]) == ("inbound", "raw.inbound", 1)
    assert "inbound" in cli("dlq", "list").stdout
    shown = cli("dlq", "show", letter["id"]).stdout
    assert f"channelid: {channel['channel']['id']}" in shown
    assert '"of a message"' in shown
    assert state_of(settings)["dead letters"].mend == "ventros dlq list"
    assert "Driven through again: 1" in cli("dlq", "redrive", letter["id"]).stdout
    (again,) = until(lambda: [one for one in listed() if one["attempt"] == 2])
    assert again["id"] == letter["id"]
    assert cli("dlq", "redrive", "--all", *of_tenant).exit_code == 0


def test_a_dead_letter_that_is_not_there_is_said_to_be_missing(cli, processes):
    assert "no dead letter" in str(cli("dlq", "show", str(uuid4())).exception)
    assert "no dead letter" in str(cli("dlq", "redrive", str(uuid4())).exception)
    assert cli("dlq", "redrive").exit_code == 2


def test_the_doctor_finds_nothing_wrong_where_nothing_is(cli, processes, settings):
    with redis.Redis.from_url(settings.redis_url.get_secret_value()) as client:
        client.delete(REFUSED_LARGE)  # of other tests, which share the service
    found = json.loads(cli("doctor", "--output", "json").stdout)
    assert [one for one in found if one["state"] != "ok" and one["name"] not in {"mcp", "dead letters"}] == []


def test_the_doctor_names_a_service_that_was_stopped_and_how_to_bring_it_back(
    cli, processes, settings, services, monkeypatch, until
):
    assert "VENTROS_REDIS_URL" in restart(settings, "redis")  # the environment names one: it is somebody else's
    monkeypatch.delenv("VENTROS_REDIS_URL")
    services.kill("redis")
    found = state_of(settings)["redis"]
    assert (found.state, found.mend) == ("fail", "ventros down && ventros up")
    assert "Redis does not answer" in found.found
    services.restart("redis")
    services.kill("kafka")
    done = cli("doctor")
    assert done.exit_code == 1
    assert "No Kafka broker answers" in " ".join(done.stdout.split())
    services.restart("kafka")
    until(lambda: state_of(settings).get("topics") and state_of(settings)["topics"].state == "ok")


def test_the_doctor_names_a_process_that_does_not_answer(cli, processes, settings):
    found = state_of(settings.model_copy(update={"api_port": free_port(None)}))["api"]
    assert found.state == "fail"
    assert found.mend.endswith("api.log")


def test_a_paused_flow_lets_messages_wait_and_reads_them_when_it_is_resumed(cli, tenant, channel, settings, until):
    def searchable():
        with psycopg.connect(settings.dsn("admin")) as connection:
            query = (
                "select m.session_id is not null, i.id is not null from crm.messages m"
                " left join recall.items i on i.message_id = m.id where m.tenant_id = %s"
            )
            return connection.execute(query, (tenant["id"],)).fetchone()

    def listed():
        return {one["flow"]: one for one in json.loads(cli("flows", "ls", "--output", "json").stdout)}

    assert cli("flows", "pause", "embed", "--why", "the model is changed").exit_code == 0
    until(lambda: "paused: embed" in (settings.data_dir / "logs" / "flows.log").read_text())
    say(channel, "Vocês abrem aos domingos?")
    until(lambda: searchable() == (True, False))
    assert listed()["embed"]["paused"]["why"] == "the model is changed"
    until(lambda: listed()["embed"]["behind"] > 0 and listed()["sessions"]["behind"] == 0)
    found = state_of(settings)["flow embed"]
    assert (found.state, found.mend) == ("warn", "ventros flows resume embed")
    assert "reads on" in cli("flows", "resume", "embed").stdout
    until(lambda: searchable() == (True, True))
    assert listed()["embed"]["paused"] is None


def test_every_flow_is_listed_with_its_lag_and_a_strange_one_is_refused(cli, processes):
    shown = cli("flows", "lag").stdout
    assert all(name in shown for name in ("inbound", "sessions", "embed", "enrich", "outbound", "crm.message"))
    rows = json.loads(cli("flows", "lag", "--output", "json").stdout)
    assert {row["topic"] for row in rows if row["flow"] == "sessions"} == {"crm.message", "crm.contact"}
    refused = cli("flows", "pause", "nonsense", "--why", "x")
    assert refused.exit_code != 0
    assert "inbound" in refused.output
    assert "was not paused" in cli("flows", "resume", "inbound").stdout
