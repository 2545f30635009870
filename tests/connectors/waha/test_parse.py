"""Reading payloads that somebody else wrote, whatever they hold."""

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors import waha
from connectors.waha.connector import Waha
from connectors.waha.parse import EVENTS
from connectors.waha.payload import clean, moment
from contracts.connector import KeptRaw, Raw
from contracts.crm.message import MessageStatus, ObservedMessage
from contracts.errors import Unparsable

WAHA = Waha()
RECEIVED = datetime(2026, 3, 3, 12, 0, 5, tzinfo=UTC)
FIXTURES = Path(waha.__file__).parent / "fixtures"
BODIES = [json.loads(f.read_bytes()) for f in sorted(FIXTURES.glob("*.json")) if ".expected" not in f.name]


def raw(body: bytes) -> Raw:
    return Raw(UUID(int=1), UUID(int=1), UUID(int=2), "waha", body, RECEIVED)


def fixture(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((FIXTURES / f"{name}.json").read_bytes())
    return told


def parse(told: dict[str, Any]) -> Any:
    return WAHA.parse(raw(json.dumps(told).encode()))


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.sampled_from(
        [
            "5531900000001@c.us",
            "status@broadcast",
            "true_1@lid_A_2@c.us",
            "\x00",
            "1" * 5000,
            1e308,
            10**400,
            "0001-01-01",
        ]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all values in a JSON value."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inside for place in places(item, (*path, key)))]


def replaced(told: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    changed = copy.deepcopy(told)
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = new
    return changed


@st.composite
def mutations(draw: st.DrawFn) -> Any:
    told = draw(st.sampled_from(BODIES))
    for _ in range(draw(st.integers(1, 3))):
        told = replaced(told, draw(st.sampled_from(places(told))), draw(anything))
    return told


def check(body: bytes) -> None:
    conversation, sender = WAHA.conversation(body), WAHA.sender(body)
    assert len(conversation) <= 110
    assert len(sender) <= 110
    try:
        found = WAHA.parse(raw(body))
    except Unparsable:
        return
    for observation in found:
        text = json.dumps(observation.model_dump(mode="json"), ensure_ascii=False)
        text.encode()
        assert "\\u0000" not in text
        if isinstance(observation, ObservedMessage):
            assert observation.chat == conversation
            assert observation.text or observation.media or observation.metadata or observation.content_type != "text"


@given(mutations())
@settings(max_examples=400, deadline=None)
def test_a_damaged_webhook_is_recorded_or_refused_by_name_and_nothing_else(told):
    check(json.dumps(told).encode())


@given(st.dictionaries(st.sampled_from(["event", "payload", "id", "timestamp", "me"]), anything))
@settings(max_examples=200, deadline=None)
def test_any_object_is_recorded_or_refused_by_name(told):
    check(json.dumps(told).encode())


@given(st.sampled_from(sorted(EVENTS)), anything)
@settings(max_examples=300, deadline=None)
def test_any_payload_of_a_known_event_is_recorded_or_refused_by_name(event, payload):
    check(json.dumps({"event": event, "payload": payload}).encode())


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_by_name(body):
    check(body)


@pytest.mark.parametrize(
    "value,time",
    [
        (1772539200, datetime(2026, 3, 3, 12, tzinfo=UTC)),
        (1772539200.853, datetime(2026, 3, 3, 12, 0, 0, 853000, tzinfo=UTC)),
        (1772539200485, datetime(2026, 3, 3, 12, 0, 0, 485000, tzinfo=UTC)),
        ("1772539200", datetime(2026, 3, 3, 12, tzinfo=UTC)),
        (99_999_999_999, datetime(5138, 11, 16, 9, 46, 39, tzinfo=UTC)),
        (100_000_000_000, datetime(1973, 3, 3, 9, 46, 40, tzinfo=UTC)),
        ("2026-03-03T09:00:00-03:00", datetime(2026, 3, 3, 12, tzinfo=UTC)),
        ("2026-03-03T12:00:00Z", datetime(2026, 3, 3, 12, tzinfo=UTC)),
        ("2026-03-03T12:00:00", datetime(2026, 3, 3, 12, tzinfo=UTC)),
        (None, None),
        (0, None),
        ("", None),
        ("0001-01-01T00:00:00Z", None),
    ],
)
def test_a_time_is_seconds_or_milliseconds_or_iso(value, time):
    if time and time.year > 3000:
        with pytest.raises(Unparsable):
            moment(value)
    else:
        assert moment(value) == time


@pytest.mark.parametrize("value", [True, -1, 1e300, float("nan"), float("inf"), 10**400, "yesterday", "²", [], {}])
def test_what_is_no_time_is_refused(value):
    with pytest.raises(Unparsable):
        moment(value)


@given(st.text(st.characters()))
def test_a_cleaned_text_fits_into_the_database(text):
    cleaned = clean(text)
    assert "\x00" not in cleaned
    cleaned.encode()


def test_a_text_is_kept_whole_however_long():
    told = fixture("message_text_gows")
    told["payload"]["body"] = "oi " * 50_000
    assert parse(told)[0].text == told["payload"]["body"]


def test_our_own_account_is_never_the_contact():
    for told in BODIES:
        if told["event"] not in ("message", "message.any"):
            continue
        for observation in parse(told):
            values = {identity.value for identity in getattr(observation, "who", [])}
            assert not values & {"+5531900000000", "200000000000000"}


def test_both_webhooks_of_a_message_tell_of_one_message():
    assert parse(fixture("message_text_gows")) == parse(fixture("message_text_gows_again"))


@pytest.mark.parametrize(
    "number,status", list(zip(range(-1, 5), ["failed", "queued", "sent", "delivered", "read", "played"], strict=True))
)
def test_an_acknowledgement_has_one_meaning_in_messages_and_receipts(number, status):
    ours = fixture("message_from_phone_webjs")
    ours["payload"]["ack"] = number
    receipt = fixture("ack_sent")
    receipt["payload"]["ack"] = number
    assert parse(ours)[0].status == parse(receipt)[0].status == MessageStatus(status)


def test_a_message_of_ours_without_acknowledgement_is_sent_and_theirs_is_delivered():
    told = fixture("message_from_phone_webjs")
    told["payload"]["ack"] = told["payload"]["ackName"] = None
    assert parse(told)[0].status == MessageStatus.SENT
    assert parse(fixture("message_text_gows"))[0].status == MessageStatus.DELIVERED


@pytest.mark.parametrize(
    "field,value", [("id", None), ("id", 7), ("id", ""), ("id", "A" * 256), ("timestamp", "soon"), ("timestamp", [])]
)
def test_a_message_without_id_or_with_a_strange_time_is_refused(field, value):
    told = fixture("message_text_gows")
    told["payload"][field] = value
    with pytest.raises(Unparsable):
        parse(told)


def test_a_message_from_nobody_is_refused():
    told = fixture("message_text_without_engine_data")
    told["payload"] |= {"id": "3EB0AA", "from": "abc@c.us"}
    with pytest.raises(Unparsable, match="Nobody"):
        parse(told)
    told["payload"]["from"] = None
    with pytest.raises(Unparsable, match="No chat"):
        parse(told)


@pytest.mark.parametrize("name", ["5531900000001@c.us", "status@broadcast", "Clientes VIP", None])
def test_a_group_event_about_no_group_is_refused(name):
    told = fixture("group_leave")
    told["payload"]["group"]["id"] = name
    with pytest.raises(Unparsable):
        parse(told)


def test_engine_data_of_another_shape_does_no_harm():
    told = fixture("ack_read")
    told["payload"]["_data"]["Timestamp"] = "last Tuesday"
    assert parse(told)[0].at == RECEIVED - timedelta(seconds=2, microseconds=515000)


def test_a_passkeys_challenge_stays_out_of_the_reason():
    for name in ("session_passkey_required", "session_passkey_confirmation_required"):
        told = json.dumps(parse(fixture(name))[0].model_dump(mode="json"))
        assert "1234" not in told
        assert "9WVUYm9AsQ" not in told


def test_an_unknown_event_is_kept_raw():
    assert parse({"event": "moon.phase"}) == [
        KeptRaw(event="moon.phase", reason="WAHA did not have this event when this was written.")
    ]


def test_lists_are_cut_where_they_could_hurt():
    told = fixture("message_text_webjs")
    told["payload"]["_data"]["mentionedJidList"] = [f"55319{number:08}@c.us" for number in range(500)]
    assert len(parse(told)[0].mentions) == 100
