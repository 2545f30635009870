"""What is sent can be looked up afterwards, and what was acknowledged is read back as it was written."""

from itertools import islice
from uuid import uuid4

from api.demo.stage import Stage
from pipelines.demo import expected
from tests.chaos.ledger import Ledger
from tests.chaos.workload import Workload, blocks, conversation, recorded, shops


def test_a_seed_says_every_webhook():
    sent = [webhook for block in islice(blocks(3), 2) for webhook in block]
    looked_up = Workload(3)
    assert [looked_up[number] for number in range(len(sent))] == sent
    assert Workload(4)[0] != sent[0]


def test_every_tenant_has_its_share_and_every_month_other_people():
    one, other = islice(blocks(5), 2)
    assert {webhook.shop for webhook in one} == {shop.key for shop in shops()}
    both, first, second = (sum(count.contacts for count in expected(its).values()) for its in (one + other, one, other))
    assert both > 0.9 * (first + second)  # a phone may be drawn twice, an LID never is


def test_the_messages_to_come_are_those_that_a_count_by_hand_expects():
    (block,) = islice(blocks(6), 1)
    stages = {
        shop.key: Stage(shop, uuid4(), uuid4(), uuid4(), secret="s", waha="https://waha.example", token="t")
        for shop in shops()
    }
    awaited = {recorded(webhook, stages[webhook.shop]) for webhook in block} - {None}
    assert len(awaited) == sum(count.messages for count in expected(block).values())


def test_a_conversation_belongs_to_one_tenant():
    (block,) = islice(blocks(7), 1)
    assert all(conversation(webhook).startswith(f"{webhook.shop}:") for webhook in block)


def test_the_ledger_tells_what_is_new_and_leaves_half_a_line_for_the_next_look(tmp_path):
    writing, reading = Ledger(tmp_path / "ledger"), Ledger(tmp_path / "ledger")
    writing.acknowledge(3)
    with (tmp_path / "ledger").open("a") as out:
        out.write("4 17")
        out.flush()
        assert [entry.number for entry in reading.news()] == [3]
        out.write("00.5\n")
    assert [(entry.number, entry.at) for entry in reading.news()] == [(4, 1700.5)]
    assert list(reading.news()) == []
