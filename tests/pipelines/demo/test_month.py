import json
import re
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipelines.demo import SHOPS, Webhook, month

START = datetime(2026, 10, 1, tzinfo=UTC)
END = START + timedelta(days=30)
ENVELOPE = {"id", "timestamp", "event", "session", "metadata", "me", "payload", "engine", "environment"}
MESSAGE = {"id", "timestamp", "from", "fromMe", "source", "to", "participant", "body", "hasMedia", "media", "ack",
           "ackName", "replyTo", "_data"}  # fmt: skip
INFO = {"Chat", "Sender", "SenderAlt", "IsFromMe", "IsGroup", "ID", "Type", "PushName", "MediaType", "Timestamp"}


@pytest.fixture(scope="module")
def webhooks():
    return month(START)


@pytest.fixture(scope="module")
def envelopes(webhooks):
    """Every distinct event once, in the order of its first sending."""
    return [json.loads(body) for body in dict.fromkeys(webhook.body for webhook in webhooks)]


def payloads(envelopes, *events):
    return [envelope["payload"] for envelope in envelopes if envelope["event"] in events]


def test_the_same_seed_and_start_give_the_same_bytes(webhooks):
    assert month(START) == webhooks


def test_another_seed_gives_another_month(webhooks):
    assert month(START, seed=8)[500:] != webhooks[500:]


def test_a_month_has_the_webhooks_asked_for_and_few_more(webhooks):
    assert 2000 <= len(webhooks) < 2100
    assert {webhook.shop for webhook in webhooks} == {shop.key for shop in SHOPS}
    assert 200 <= len(month(START, messages=200)) < 500


def test_ten_times_the_webhooks_come_from_ten_times_the_people():
    large = month(START, messages=20_000)
    assert 20_000 <= len(large) < 20_200
    writers = {p["from"] for p in map(payload_of, large) if p.get("fromMe") is False}
    assert len(writers) > 1_200


def payload_of(webhook: Webhook):
    return json.loads(webhook.body)["payload"]


def test_webhooks_are_due_in_order_and_inside_the_month(webhooks):
    dues = [webhook.due for webhook in webhooks]
    assert dues == sorted(dues)
    assert dues[0] >= START
    assert dues[-1] < END


@pytest.mark.parametrize("days", [1, 2, 7])
def test_a_shorter_month_ends_in_time_too(days):
    start = datetime(2026, 10, 5, 9, 30, tzinfo=timezone(timedelta(hours=-3)))
    short = month(start, messages=400, days=days)
    assert len(short) >= 400
    assert max(webhook.due for webhook in short) < start + timedelta(days=days)
    assert min(json.loads(webhook.body)["timestamp"] for webhook in short) >= start.timestamp() * 1000


def test_a_start_without_a_time_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        month(datetime(2026, 10, 1))  # noqa: DTZ001


def test_a_month_without_an_open_hour_is_refused():
    with pytest.raises(ValueError, match="no open hour"):
        month(START, days=0)


def test_one_webhook_in_twenty_is_a_later_repeat_of_the_same_bytes(webhooks):
    repeats = len(webhooks) - len({webhook.body for webhook in webhooks})
    assert repeats / len(webhooks) == pytest.approx(0.05, abs=0.005)
    assert max(Counter(webhook.body for webhook in webhooks).values()) <= 2


def test_one_webhook_in_twenty_comes_several_places_late(envelopes, webhooks):
    late = 0
    newest: dict[str, int] = defaultdict(int)
    for envelope in envelopes:
        late += envelope["timestamp"] < newest[envelope["session"]]
        newest[envelope["session"]] = max(newest[envelope["session"]], envelope["timestamp"])
    assert late / len(webhooks) == pytest.approx(0.05, abs=0.01)


def test_every_body_is_an_envelope_of_its_shop(webhooks):
    sessions = {shop.key: shop for shop in SHOPS}
    for webhook in webhooks:
        envelope, shop = json.loads(webhook.body), sessions[webhook.shop]
        assert set(envelope) == ENVELOPE
        assert (envelope["event"], envelope["session"]) == (webhook.event, shop.session)
        assert envelope["me"]["id"] == f"{shop.phone}@c.us"
        assert (envelope["engine"], envelope["environment"]["engine"]) == ("GOWS", "GOWS")
        assert envelope["timestamp"] <= webhook.due.timestamp() * 1000


def test_every_event_has_a_lower_case_ulid_of_its_own_and_of_its_time(envelopes):
    ids = [envelope["id"] for envelope in envelopes]
    assert len(set(ids)) == len(ids)
    alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
    for envelope in envelopes:
        prefix, ulid = envelope["id"][:4], envelope["id"][4:]
        assert (prefix, len(ulid)) == ("evt_", 26)
        moment = 0
        for letter in ulid[:10]:
            moment = moment * 32 + alphabet.index(letter)
        assert moment == envelope["timestamp"]


def test_messages_carry_seconds_and_envelopes_milliseconds(envelopes):
    for envelope in envelopes:
        assert START.timestamp() * 1000 <= envelope["timestamp"] < END.timestamp() * 1000
        if envelope["event"] in ("message", "message.any"):
            assert 0 <= envelope["timestamp"] / 1000 - envelope["payload"]["timestamp"] < 1


def test_a_message_has_the_fields_of_the_engine(envelopes):
    for payload in payloads(envelopes, "message", "message.any"):
        info = payload["_data"]["Info"]
        assert set(payload) >= MESSAGE
        assert set(info) >= INFO
        assert (info["IsFromMe"], payload["id"].split("_")[0]) == (payload["fromMe"], str(payload["fromMe"]).lower())
        assert payload["id"].split("_")[2] == info["ID"]
        assert payload["from"].split("@")[0] == info["Chat"].split("@")[0]
        assert (payload["participant"] is not None) == info["IsGroup"]


def test_some_inbound_messages_are_announced_twice_and_none_of_our_own(envelopes):
    announced = {p["id"]: p for p in payloads(envelopes, "message")}
    every = {p["id"]: p for p in payloads(envelopes, "message.any")}
    inbound = [p for p in every.values() if not p["fromMe"]]
    assert 0.2 < len(announced) / len(inbound) < 0.5
    assert all(every[message_id] == payload for message_id, payload in announced.items())


def test_all_the_kinds_of_events_and_contents_occur(envelopes):
    assert {envelope["event"] for envelope in envelopes} >= {
        "message", "message.any", "message.ack", "message.reaction", "message.edited", "message.revoked",
        "session.status", "presence.update", "call.received", "label.upsert", "label.chat.added",
        "group.v2.join", "group.v2.participants",
    }  # fmt: skip
    kinds = {next(iter(p["_data"]["Message"])) for p in payloads(envelopes, "message.any")}
    assert kinds == {"conversation", "extendedTextMessage", "imageMessage", "audioMessage", "documentMessage",
                     "stickerMessage", "locationMessage", "contactMessage"}  # fmt: skip


def test_media_lie_on_the_shops_own_waha(envelopes):
    found = [p for p in payloads(envelopes, "message.any") if p["hasMedia"]]
    assert all(p["media"]["url"].startswith("http://waha.example:3000/api/files/") for p in found)
    assert {p["media"]["mimetype"] for p in found} == {
        "image/jpeg", "audio/ogg; codecs=opus", "application/pdf", "image/webp",
    }  # fmt: skip
    assert any(p["body"] for p in found)


def test_acks_speak_of_our_messages_and_some_overtake_them_or_each_other(envelopes):
    place = {e["payload"]["id"]: n for n, e in enumerate(envelopes) if e["event"] == "message.any"}
    acks = [(n, e["payload"]) for n, e in enumerate(envelopes) if e["event"] == "message.ack"]
    assert {ack["ack"] for _, ack in acks} == {1, 2, 3}
    assert all(ack["fromMe"] and ack["id"] in place for _, ack in acks)
    assert any(n < place[ack["id"]] for n, ack in acks)
    levels = defaultdict(list)
    for _, ack in acks:
        levels[ack["id"]].append(ack["ack"])
    assert any(seen != sorted(seen) for seen in levels.values())


def test_edits_reactions_and_revocations_point_at_messages_of_the_month(envelopes):
    every = {p["id"] for p in payloads(envelopes, "message.any")}
    bare = {message_id.split("_")[2] for message_id in every}
    assert all(p["reaction"]["messageId"] in every for p in payloads(envelopes, "message.reaction"))
    assert all(p["editedMessageId"] in bare for p in payloads(envelopes, "message.edited"))
    assert all(p["revokedMessageId"] in bare for p in payloads(envelopes, "message.revoked"))
    replies = [p["replyTo"]["id"] for p in payloads(envelopes, "message.any") if p["replyTo"]]
    assert replies
    assert set(replies) <= bare


def test_people_are_named_by_number_by_lid_and_by_both(envelopes):
    infos = [p["_data"]["Info"] for p in payloads(envelopes, "message.any") if not p["fromMe"]]
    servers = {(i["Sender"].split("@")[1], i["SenderAlt"].partition("@")[2]) for i in infos if not i["IsGroup"]}
    assert servers >= {
        ("s.whatsapp.net", "lid"), ("s.whatsapp.net", ""), ("lid", ""), ("lid", "s.whatsapp.net"),
    }  # fmt: skip
    assert any(":" in i["Sender"] for i in infos)


def test_somebody_known_by_two_names_turns_out_to_be_one_person(envelopes):
    inbound = [p for p in payloads(envelopes, "message.any") if not p["fromMe"] and not p["participant"]]
    alone, met = set(), set()
    for payload in sorted(inbound, key=lambda p: p["timestamp"]):
        info = payload["_data"]["Info"]
        names = frozenset(re.sub(r":\d+@", "@", name) for name in (info["Sender"], info["SenderAlt"]) if name)
        if len(names) == 1:
            alone |= names
        elif names <= alone:
            met.add(names)
    assert len(met) == 6


def test_one_group_talks_and_everybody_in_it_is_heard(envelopes):
    spoken = [p for p in payloads(envelopes, "message.any") if p["from"].endswith("@g.us")]
    assert 24 <= len(spoken) <= 60
    assert len({p["from"] for p in spoken}) == 1
    assert {p["participant"].split("@")[1] for p in spoken} == {"c.us", "lid"}
    (joined,) = payloads(envelopes, "group.v2.join")
    (came,) = payloads(envelopes, "group.v2.participants")
    members = {member["id"] for member in joined["group"]["participants"] + came["participants"]}
    assert members <= {p["participant"] for p in spoken}


def test_stories_and_newsletters_come_along(envelopes):
    chats = Counter(p["from"].split("@")[1] for p in payloads(envelopes, "message.any"))
    assert chats["broadcast"] == chats["newsletter"] == 2


def test_people_write_by_day(envelopes):
    zones = {"pedal-da-serra": timezone(timedelta(hours=-3)), "fern-and-bean": timezone(timedelta(hours=-6))}
    moments = [
        datetime.fromtimestamp(e["payload"]["timestamp"], zones[e["session"]])
        for e in envelopes
        if e["event"] == "message.any"
    ]
    assert all(8 <= moment.hour < 22 for moment in moments)
    per_day = Counter(moment.isoweekday() for moment in moments)
    assert per_day[7] < min(count for day, count in per_day.items() if day != 7)
