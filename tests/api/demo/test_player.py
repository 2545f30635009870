from itertools import count

import pytest

from api.demo import player
from api.demo.player import NotTaken, Refused, message_of, play
from connectors.waha.connector import Waha

OK = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
AWAY = b"HTTP/1.1 503 Service Unavailable\r\ncontent-length: 4\r\nretry-after: 2\r\n\r\naway"
UNKNOWN = b"HTTP/1.1 404 Not Found\r\ncontent-length: 7\r\nconnection: close\r\n\r\nnothing"


@pytest.fixture(autouse=True)
def impatient(monkeypatch):
    monkeypatch.setattr(player, "RETRY_SECONDS", 0.01)


async def test_every_webhook_comes_once_with_the_signature_of_its_channel(listen, stages, webhooks):
    secrets = {str(stage.channel_id): stage.secret for stage in stages}
    taken = []

    def answer(head, body):
        path, *lines = head.split("\r\n")
        headers = dict(line.split(": ", 1) for line in lines if line)
        channel = path.split(" ")[1].removeprefix("/webhooks/")
        assert Waha().verify(secrets[channel], headers, body)
        taken.append(body)
        return OK

    async with listen(answer) as url:
        told = []
        played = await play(url, stages, webhooks, progress=told.append)
    assert sorted(taken) == sorted(webhook.body for webhook in webhooks)
    assert (played.sent, played.retried) == (len(webhooks), 0)
    assert told == list(range(1, len(webhooks) + 1))


async def test_what_is_not_taken_is_sent_again_until_it_is(listen, stages, webhooks):
    turns, taken = count(), set()

    def answer(_, body):
        answers = {0: AWAY, 1: None}
        said = answers.get(next(turns) % 5, OK)  # refused for now, cut off, then three taken
        if said is OK:
            taken.add(body)
        return said

    async with listen(answer) as url:
        played = await play(url, stages, webhooks[:50])
    assert taken == {webhook.body for webhook in webhooks[:50]}
    assert played.retried > 0


async def test_a_webhook_refused_for_good_ends_the_play_with_the_reason(listen, stages, webhooks):
    async with listen(lambda *_: UNKNOWN) as url:
        with pytest.raises(Refused, match="404 to a webhook: nothing"):
            await play(url, stages, webhooks[:5])


async def test_patience_ends(listen, stages, webhooks, monkeypatch):
    monkeypatch.setattr(player, "PATIENCE", 0.05)
    async with listen(lambda *_: AWAY) as url:
        with pytest.raises(NotTaken):
            await play(url, stages, webhooks[:5])


async def test_at_a_pace_each_webhook_is_due_at_its_own_time_however_long_the_others_take(listen, stages, webhooks):
    messages = list({message_of(webhook): webhook for webhook in webhooks if message_of(webhook)}.values())[:21]
    async with listen(lambda *_: OK) as url:
        played = await play(url, stages, messages, pace=200.0, concurrency=2)
    first, *others = played.sent_at.values()
    assert played.seconds >= 0.1
    assert [round(due - first, 6) for due in others] == [round(turn / 200, 6) for turn in range(1, 21)]
