import json
import random
from datetime import UTC, datetime

import pytest

from pipelines.demo import SHOPS, Webhook, expected, month

START = datetime(2026, 10, 1, tzinfo=UTC)
NOON = 1_790_856_000


def webhook(stanza: str, at: int, sender: str, alt: str = "", *, chat: str = "", from_me: bool = False) -> Webhook:
    chat = chat or sender
    info = {"Chat": chat, "Sender": sender, "SenderAlt": alt}
    payload = {"id": f"{str(from_me).lower()}_{chat}_{stanza}", "from": chat, "fromMe": from_me, "timestamp": NOON + at,
               "hasMedia": False, "_data": {"Info": info}}  # fmt: skip
    body = json.dumps({"event": "message.any", "payload": payload}).encode()
    return Webhook("pedal", START, body, "message.any")


def count(*webhooks: Webhook):
    return expected(webhooks)["pedal"]


ANA, ANA_LID, SHOP = "5531900001111@s.whatsapp.net", "101@lid", "5531900000001@s.whatsapp.net"


def test_thirty_minutes_of_silence_stay_in_the_session_and_a_second_more_does_not():
    assert count(webhook("A", 0, ANA), webhook("B", 1800, ANA)).sessions == 1
    assert count(webhook("A", 0, ANA), webhook("B", 1801, ANA)).sessions == 2


def test_an_answer_of_the_shop_keeps_the_session_alive():
    answer = webhook("B", 1500, SHOP, chat=ANA, from_me=True)
    assert count(webhook("A", 0, ANA), answer, webhook("C", 3000, ANA)).sessions == 1


def test_a_message_is_counted_once_however_often_it_comes():
    message = webhook("A", 0, ANA)
    assert count(message, message).messages == 1


def test_a_number_and_a_lid_that_meet_are_one_contact_with_two_chats():
    apart = (webhook("A", 0, ANA_LID), webhook("B", 60, ANA))
    assert (count(*apart).contacts, count(*apart).sessions) == (2, 2)
    met = count(*apart, webhook("C", 120, ANA.replace("@", ":12@"), ANA_LID, chat=ANA))
    assert (met.contacts, met.chats, met.sessions) == (1, 2, 1)


def test_the_shops_own_words_in_a_group_belong_to_nobody():
    own = webhook("A", 0, SHOP, chat="1@g.us", from_me=True)
    assert (count(own).messages, count(own).contacts, count(own).chats, count(own).sessions) == (1, 0, 1, 0)


def test_stories_and_newsletters_are_not_counted():
    story = webhook("A", 0, ANA, chat="status@broadcast")
    news = webhook("B", 0, "7@newsletter")
    assert count(story, news).messages == count(story, news).contacts == 0


def test_groups_can_be_left_out():
    said = webhook("A", 0, ANA, chat="1@g.us")
    assert expected([said], groups=False)["pedal"].messages == 0


def test_the_order_of_arrival_changes_nothing():
    webhooks = month(START)
    shuffled = random.Random(1).sample(webhooks, len(webhooks))
    assert expected(shuffled) == expected(webhooks)


@pytest.mark.parametrize("shop", [shop.key for shop in SHOPS])
def test_a_month_counts_up_plausibly(shop):
    rows = expected(month(START))[shop]
    assert 60 <= rows.contacts <= 80
    assert rows.contacts < rows.chats < rows.contacts + 8
    assert rows.contacts <= rows.sessions < rows.messages / 3
    assert rows.inbound + rows.outbound == rows.messages
    assert 450 < rows.messages < 900
    assert rows.outbound > 150
    assert min(rows.media, rows.reactions, rows.edited, rows.revoked) > 0
    assert rows.media < rows.messages / 5
