"""Names of messages, chats and people."""

import pytest

from connectors.waha.ids import Jid, best, chat_id, identity, jid, long_id, message_chat, message_id, person
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity


@pytest.mark.parametrize(
    "name,canonical",
    [
        ("true_5531900000001@c.us_3EB0AA", "3EB0AA"),
        ("false_5531900000001@s.whatsapp.net_3EB0AA", "3EB0AA"),
        ("false_200000000000001@lid_3EB0AA", "3EB0AA"),
        ("false_120363000000000001@g.us_3EB0AA_5531900000001@c.us", "3EB0AA"),
        ("false_status@broadcast_3EB0AA_5531900000001@c.us", "3EB0AA"),
        ("3EB0AA", "3EB0AA"),
        ("true_3EB0AA", "true_3EB0AA"),
        ("maybe_5531900000001@c.us_3EB0AA", "maybe_5531900000001@c.us_3EB0AA"),
        ("true_nochat_3EB0AA", "true_nochat_3EB0AA"),
        ("true_5531900000001@c.us_", "true_5531900000001@c.us_"),
        ("a_b_c_d_e_f", "a_b_c_d_e_f"),
        ("", ""),
    ],
)
def test_the_canonical_id_is_the_bare_one(name, canonical):
    assert message_id(name) == canonical


def test_long_and_bare_form_name_the_same_message():
    assert message_id(long_id("+5531900000001", "3EB0AA")) == "3EB0AA"
    assert str(message_chat(long_id("5531900000001@c.us", "3EB0AA"))) == "5531900000001@c.us"


@pytest.mark.parametrize(
    "name,canonical",
    [
        ("5531900000001@c.us", "5531900000001@c.us"),
        ("5531900000001@s.whatsapp.net", "5531900000001@c.us"),
        ("5531900000001:3@s.whatsapp.net", "5531900000001@c.us"),
        ("5531900000001.0:12@s.whatsapp.net", "5531900000001@c.us"),
        ("5531900000001@hosted", "5531900000001@c.us"),
        ("200000000000001:4@lid", "200000000000001@lid"),
        ("120363000000000001@g.us", "120363000000000001@g.us"),
        ("5531900000001-1589000000@g.us", "5531900000001-1589000000@g.us"),
        ("status@broadcast", "status@broadcast"),
        ("1700000000@broadcast", "1700000000@broadcast"),
        ("120363000000000009@newsletter", "120363000000000009@newsletter"),
    ],
)
def test_every_spelling_of_a_name_becomes_one(name, canonical):
    assert str(jid(name)) == canonical


@pytest.mark.parametrize(
    "name", [None, "", "me", "5531900000001", "@c.us", "a@b@c", "a b@c.us", ".@c.us", "é@c.us", "1" * 200 + "@c.us"]
)
def test_what_is_no_name_is_none(name):
    assert jid(name) is None


@pytest.mark.parametrize(
    "name,known",
    [
        (Jid("5531900000001", "c.us"), Identity("phone", "+5531900000001")),
        (Jid("14155550100", "c.us"), Identity("phone", "+14155550100")),
        (Jid("0", "c.us"), Identity("wa_id", "0")),
        (Jid("12345", "c.us"), Identity("wa_id", "12345")),
        (Jid("200000000000001", "lid"), Identity("lid", "200000000000001")),
        (Jid("abc", "c.us"), None),
        (Jid("status", "broadcast"), None),
        (Jid("120363000000000001", "g.us"), None),
    ],
)
def test_a_person_is_known_by_phone_or_lid(name, known):
    assert identity(name) == known


def test_a_second_phone_is_another_person():
    names = [jid("5531900000001@c.us"), jid("5531900000002@c.us"), jid("200000000000001@lid"), None]
    assert list(person(names)) == [Identity("phone", "+5531900000001"), Identity("lid", "200000000000001")]


def test_a_phone_names_a_person_better_than_a_lid():
    assert best([jid("200000000000001@lid"), jid("5531900000001:2@s.whatsapp.net")]) == "5531900000001@c.us"
    assert best([jid("200000000000001@lid")]) == "200000000000001@lid"
    assert best([None, jid("status@broadcast")]) == ""


@pytest.mark.parametrize(
    "server,kind",
    [
        ("c.us", ChatType.INDIVIDUAL),
        ("lid", ChatType.INDIVIDUAL),
        ("g.us", ChatType.GROUP),
        ("broadcast", None),
        ("newsletter", None),
        ("bot", None),
    ],
)
def test_only_people_and_groups_have_conversations(server, kind):
    assert Jid("1", server).chat_type == kind


@pytest.mark.parametrize(
    "chat,asked",
    [("+5531900000001", "5531900000001@c.us"), ("5531900000001", "5531900000001@c.us"), ("1@lid", "1@lid")],
)
def test_waha_is_asked_by_chat_id(chat, asked):
    assert chat_id(chat) == asked
