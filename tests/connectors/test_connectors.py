"""What every connector must do, tried on its own fixtures: `x.json` as it came, `x.expected.json` what it tells."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest
from pydantic import BaseModel

import connectors
from connectors import CONNECTORS
from connectors.waha.parse import EVENTS
from contracts.connector import Connector, Raw
from contracts.crm.channel import ChannelType
from contracts.errors import Unparsable

FOLDER = Path(connectors.__file__).parent
TENANT, CHANNEL = UUID(int=1), UUID(int=2)
RECEIVED = datetime(2026, 3, 3, 12, 0, 5, tzinfo=UTC)


def fixtures() -> list[Any]:
    files = [
        (kind, file)
        for kind in CONNECTORS
        for file in sorted((FOLDER / kind / "fixtures").glob("*.json"))
        if not file.name.endswith(".expected.json")
    ]
    return [pytest.param(CONNECTORS[kind], file, id=f"{kind}-{file.stem}") for kind, file in files]


def raw(connector: Connector, body: bytes) -> Raw:
    return Raw(TENANT, TENANT, CHANNEL, connector.kind, body, RECEIVED)


def expected(file: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(file.with_name(f"{file.stem}.expected.json").read_text())
    return told


def dumped(observation: BaseModel) -> dict[str, Any]:
    return {"kind": getattr(observation, "kind", None), **observation.model_dump(mode="json", exclude_defaults=True)}


every_connector = pytest.mark.parametrize("connector", list(CONNECTORS.values()), ids=list(CONNECTORS))
every_fixture = pytest.mark.parametrize("connector,file", fixtures())


@every_fixture
def test_a_fixture_parses_to_what_is_expected(connector, file):
    found = [dumped(observation) for observation in connector.parse(raw(connector, file.read_bytes()))]
    assert found == expected(file)["observations"]


@every_fixture
def test_whoever_sends_is_called_as_one_of_their_identities_is_named(connector, file):
    sender = connector.sender(file.read_bytes())
    observed = connector.parse(raw(connector, file.read_bytes()))
    people = [who for one in observed for who in getattr(one, "who", None) or getattr(one, "actor", None) or ()]
    assert not (sender and people) or sender in {connector.named(who) for who in people}


@every_fixture
def test_conversation_and_sender_are_named_without_parsing(connector, file):
    told = expected(file)
    assert connector.conversation(file.read_bytes()) == told["conversation"]
    assert connector.sender(file.read_bytes()) == told["sender"]


@every_fixture
def test_what_is_recorded_lies_in_the_conversation_that_the_webhook_was_keyed_by(connector, file):
    for observation in connector.parse(raw(connector, file.read_bytes())):
        assert getattr(observation, "chat", connector.conversation(file.read_bytes())) == connector.conversation(
            file.read_bytes()
        )


@every_fixture
def test_parsing_twice_tells_the_same(connector, file):
    webhook = raw(connector, file.read_bytes())
    assert connector.parse(webhook) == connector.parse(webhook)


@every_fixture
def test_no_fixture_verifies_without_a_signature(connector, file):
    assert connector.verify("a secret", {"Content-Type": "application/json"}, file.read_bytes()) is False


@every_connector
def test_the_kind_is_the_key_and_a_type_of_channel(connector):
    assert CONNECTORS[connector.kind] is connector
    assert connector.kind in set(ChannelType)
    assert connector.label


@every_connector
def test_every_expected_file_belongs_to_a_fixture(connector):
    files = {file.name for file in (FOLDER / connector.kind / "fixtures").iterdir()}
    assert {name.replace(".expected.json", ".json") for name in files} <= files
    assert len(files) >= 70


@every_connector
@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b'"text"', b"\xff\xfe", b"{}", b"[" * 100_000, b"1" * 9999]
)
def test_what_is_no_webhook_is_refused_by_name(connector, body):
    with pytest.raises(Unparsable):
        connector.parse(raw(connector, body))
    assert connector.conversation(body) == ""
    assert connector.sender(body) == ""


@every_connector
def test_the_id_asked_for_is_the_same_for_the_same_message(connector):
    ids = [uuid5(TENANT, str(number)) for number in range(1000)]
    assert len({connector.new_provider_id(one) for one in ids}) == len(ids)
    assert connector.new_provider_id(ids[0]) == connector.new_provider_id(ids[0])


def test_every_documented_event_of_waha_has_a_fixture():
    told = {json.loads(file.values[1].read_bytes())["event"] for file in fixtures()}
    assert set(EVENTS) - told == set()
    assert told - set(EVENTS) == {"message.translated"}
