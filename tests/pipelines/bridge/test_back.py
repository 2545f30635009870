"""From RabbitMQ to Kafka: webhooks of older producers, taken once, held while they cannot be stored, refused with a reason."""

import asyncio
import json
from uuid import uuid4

import aio_pika
import psycopg
import pytest
from confluent_kafka import TopicPartition

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.channel import ChannelDraft
from memory.core.project import ProjectDraft, create_project
from memory.crm.channel import connect_channel
from memory.sealed import Sealer
from pipelines.bridge.back import QUEUE
from pipelines.ending import Ending
from pipelines.examine import broker, ends
from pipelines.io import record_of
from pipelines.kafka import RAW_TOPIC, consumer, ensure_topics


def webhook(number=0):
    payload = {"id": f"3EB0{number}", "from": "5531900000001@c.us"}
    return json.dumps({"id": f"evt_{number}", "event": "message.any", "payload": payload}).encode()


@pytest.fixture
async def channel_id(db, settings, tenant_id):
    who = Principal(tenant_id=tenant_id, subject="user:ana", role=ProjectRole.ADMIN)
    async with db.tenant(tenant_id) as tx:
        project = await create_project(tx, ProjectDraft(name="Loja"))
        draft = ChannelDraft(name="Balcão", type="waha", project_id=project.id)
        sealer = Sealer.from_settings(settings)
        return (await connect_channel(tx, who, draft, sealer, "https://crm.example.com")).channel.id


@pytest.fixture
async def put(amqp, channel_id):
    """`await put(webhook())`: what an older producer does; the header names the channel unless somebody says otherwise."""
    channel = await amqp.channel(on_return_raises=True)

    async def publish(*bodies, headers=None):
        said = {"channel_id": str(channel_id)} if headers is None else headers
        for body in bodies:
            message = aio_pika.Message(body, headers=said, delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
            await channel.default_exchange.publish(message, QUEUE)

    return publish


@pytest.fixture
def journal(settings, channel_id):
    """`await journal()`: what is in it of our channel, in its order."""

    async def rows():
        query = "select body, key, tenant_id, channel_type from core.journal where channel_id = %s order by xid, seq"
        async with await psycopg.AsyncConnection.connect(settings.dsn("admin")) as connection:
            return await (await connection.execute(query, (channel_id,))).fetchall()

    return rows


async def has(rows, count):
    return len(await rows()) >= count


async def test_a_webhook_in_the_queue_goes_into_the_journal_once_however_often_it_comes(
    bridging, put, journal, tenant_id, until
):
    await put(webhook(), webhook(), webhook(1))
    async with bridging():
        await until(lambda: has(journal, 2))
        await put(webhook(), webhook(2))
        await until(lambda: has(journal, 3))
    rows = await journal()
    assert [bytes(body) for body, *_ in rows] == [webhook(0), webhook(1), webhook(2)]
    assert {tuple(rest) for _, *rest in rows} == {("5531900000001@c.us", tenant_id, "waha")}


async def test_webhooks_of_a_conversation_keep_their_order(bridging, put, journal, until):
    await put(*(webhook(number) for number in range(100)))
    async with bridging():
        await until(lambda: has(journal, 100))
    assert [bytes(body) for body, *_ in await journal()] == [webhook(number) for number in range(100)]


async def test_a_bridge_that_is_asked_to_end_stores_and_acknowledges_what_it_took(bridging, put, journal, depth, until):
    await put(*(webhook(number) for number in range(300)))
    ending = Ending()
    async with bridging(ending=ending) as working:
        await until(lambda: has(journal, 1))
        ending.ask()
        await asyncio.wait_for(working, 30)
    stored = len(await journal())

    async def left():
        return await depth(QUEUE) == 300 - stored

    await until(left)


async def test_where_the_broker_keeps_what_it_has_a_webhook_goes_to_it_as_through_the_door(
    bridging, bridged, put, journal, channel_id, tenant_id, until
):
    ensure_topics(bridged)
    found = broker(bridged)
    start = {(RAW_TOPIC, part): 0 for part in range(found.topics[RAW_TOPIC])}
    reader = consumer(bridged)
    reader.assign([TopicPartition(*place, end) for place, end in ends(bridged, start, 10).items()])
    await put(webhook())

    async def arrived():
        return [record_of(one, "") for one in await asyncio.to_thread(reader.consume, 10, 0.1) if not one.error()]

    async with bridging(bridged.model_copy(update={"kafka_durable": True})):
        (record,) = await until(arrived)
    assert (record.value, record.key) == (webhook(), f"{tenant_id}:5531900000001@c.us")
    assert (record.headers["channelid"], record.headers["ce_tenantid"]) == (str(channel_id), str(tenant_id))
    assert record.headers["ce_type"] == "raw.received"
    assert await journal() == []
    reader.close()


@pytest.mark.parametrize(
    "sent, reason",
    [
        (({}, webhook()), "The header channel_id does not hold"),
        (({"channel_id": "balcao"}, webhook()), "The header channel_id does not hold"),
        (({"channel_id": str(uuid4())}, webhook()), "The header channel_id does not hold"),
        ((None, b"x" * 900_001), "A webhook may have 900000 bytes at most"),
    ],
)
async def test_what_cannot_be_taken_is_a_dead_letter_with_its_reason_and_stops_nobody(
    bridging, amqp, put, journal, until, caplog, sent, reason
):
    headers, body = sent
    await put(body, headers=headers)
    await put(webhook())
    async with bridging():
        await until(lambda: has(journal, 1))

        queue = await (await amqp.channel()).get_queue(f"{QUEUE}.dlq")
        dead = await until(lambda: queue.get(fail=False))
    assert (dead.body, dead.headers["x-death"][0]["reason"]) == (body, "rejected")
    assert reason in caplog.text


async def test_while_the_database_is_away_webhooks_are_held_and_then_stored(
    bridging, put, journal, depth, services, until, caplog
):
    async with bridging():
        await put(webhook())
        await until(lambda: has(journal, 1))
        await asyncio.to_thread(services.stop_one, "postgres")
        try:
            await put(webhook(1), webhook(2))
            await until(lambda: says(caplog, "bridge back waits"))
        finally:
            await asyncio.to_thread(services.restart, "postgres")
        await until(lambda: has(journal, 3))
        assert await depth(f"{QUEUE}.dlq") == 0
    assert await depth(QUEUE) == 0


async def test_a_fault_of_ours_makes_no_webhook_a_dead_letter(bridging, put, journal, depth, settings, until, caplog):
    def rename(old, new):
        with psycopg.connect(settings.dsn("admin"), autocommit=True) as connection:
            connection.execute(f"alter table core.{old} rename to {new}")

    async with bridging():
        rename("journal", "mislaid")
        try:
            await put(webhook(), webhook(1))
            await until(lambda: says(caplog, "webhooks cannot be stored (UndefinedTable)"))
        finally:
            rename("mislaid", "journal")
        await until(lambda: has(journal, 2))
    assert await depth(f"{QUEUE}.dlq") == 0


async def says(caplog, words):
    return words in caplog.text


async def test_a_rabbitmq_that_is_killed_gives_every_webhook_again_that_was_not_acknowledged(
    bridging, put, journal, settle, kill, until
):
    await put(*(webhook(number) for number in range(300)))
    await settle()
    async with bridging():
        await until(lambda: has(journal, 20))
        await kill()
        await until(lambda: has(journal, 300), 60)
    assert sorted(bytes(body) for body, *_ in await journal()) == sorted(webhook(number) for number in range(300))


async def test_a_queue_that_somebody_deletes_is_made_again(bridging, put, journal, amqp, until):
    async with bridging():
        await put(webhook())
        await until(lambda: has(journal, 1))
        async with amqp.channel() as channel:
            await channel.queue_delete(QUEUE)

            async def made_again():
                try:
                    await put(webhook(1))
                except aio_pika.exceptions.DeliveryError:  # returned, or refused while the queue ends
                    return False
                return True

            await until(made_again)
        await until(lambda: has(journal, 2))
