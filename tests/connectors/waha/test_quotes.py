"""What a webhook repeats of an earlier message is found and taken out, whatever engine wrote it."""

import json

import pytest

from connectors import CONNECTORS
from connectors.waha.quotes import without_quotes
from contracts.crm.contact import Identity
from contracts.errors import Unparsable

WAHA = CONNECTORS["waha"]
ANA, BIA, SAID = "5531987650042@c.us", "5531911110043@c.us", "segredo"

QUOTES = {
    "WAHA": {"replyTo": {"id": "A1", "participant": ANA, "body": SAID, "_data": {"conversation": SAID}}},
    "GOWS": {"contextInfo": {"stanzaID": "A1", "Participant": "5531987650042:7@s.whatsapp.net",
                             "quotedMessage": {"imageMessage": {"caption": SAID}}}},
    "WEBJS": {"quotedStanzaID": "A1", "quotedParticipant": {"_serialized": ANA}, "quotedMsg": {"body": SAID}},
}  # fmt: skip


@pytest.mark.parametrize("engine", QUOTES)
def test_a_quotation_loses_its_words_and_the_answer_keeps_its_own(engine):
    told = {"payload": {"participant": BIA, "body": "concordo", "_data": {**QUOTES[engine], "body": "concordo"}}}
    left = without_quotes(json.dumps(told).encode(), [ANA])
    assert SAID.encode() not in left
    assert left.count(b"concordo") == 2
    assert b"A1" in left
    assert json.loads(without_quotes(json.dumps(told).encode(), [BIA + "x"])) == told


def test_half_of_an_emoji_stays_what_it_was():
    told = b'{"payload": {"body": "\\ud83d", "replyTo": {"participant": "%s", "body": "segredo"}}}' % ANA.encode()
    left = without_quotes(told, [ANA])
    assert json.loads(left)["payload"] == {"body": "\ud83d", "replyTo": {"participant": ANA, "body": ""}}


def test_what_is_no_json_object_is_not_read():
    for odd in (b"nonsense", b"[]", b'"x"'):
        with pytest.raises(Unparsable):
            without_quotes(odd, [ANA])


def test_everybody_who_stands_in_a_webhook_is_named_in_one_form():
    told = {
        "a": f"false_120363@g.us_A1_{ANA}",
        "b": ["5531911110043:7@s.whatsapp.net", "12345678901@lid", "1@newsletter"],
    }
    assert WAHA.names_in(json.dumps(told).encode()) == {ANA, BIA, "12345678901@lid"}
    assert WAHA.names_in(b"\xff@@ nothing") == set()


@pytest.mark.parametrize(
    "identity, name",
    [
        (Identity("phone", "+5531987650042"), ANA),
        (Identity("lid", "123456789012345"), "123456789012345@lid"),
        (Identity("wa_id", "1"), "1@c.us"),
        (Identity("email", "a@b.example"), ""),
    ],
)
def test_an_identity_of_another_world_has_no_name_here(identity, name):
    assert WAHA.named(identity) == name
    assert WAHA.identity(name) == (identity if name else None)
