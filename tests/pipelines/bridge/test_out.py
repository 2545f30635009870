"""From Kafka to RabbitMQ, with a real one that is killed, is full, and has consumers that fail."""

import asyncio
import contextlib
import logging
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import aio_pika
import pytest
from aio_pika.exceptions import CONNECTION_EXCEPTIONS
from pydantic import SecretStr

from api.cli.child import environment
from contracts.crm.message import MessageRead
from contracts.envelope import Envelope
from contracts.topics import DOMAIN_EVENTS, event_queues, taken_queues
from memory.core.dead_letter import list_dead_letters
from memory.core.flow_pause import pause, resume
from pipelines.bridge import carrier
from pipelines.bridge import rabbitmq as declared
from pipelines.kafka import ensure_topics, producer

AT = datetime(2026, 3, 1, tzinfo=UTC)
KEYS = [f"5531900000{number:03}@c.us" for number in range(20)]


@pytest.fixture
def happens(bridged, tenant_id):
    """`happens(40)`: so many events, of one conversation after the other; their ids by conversation, in order."""
    told = {key: [] for key in KEYS}

    def tell(count):
        sender = producer(bridged)
        for number in range(count):
            key = KEYS[number % len(KEYS)]
            event = MessageRead(message_id=uuid4(), read_at=AT)
            envelope = Envelope.of(event, tenant_id, time=AT, origin="flow", version=1, conversation=key)
            sender.produce(envelope.topic, envelope.data, envelope.key, headers=envelope.headers())
            told[key].append(str(envelope.id))
        assert sender.flush(10) == 0
        return told

    return tell


class Listener:
    """A consumer whose own queue gets every event."""

    def __init__(self, url):
        self.url, self.heard = url, []

    async def declare(self, **arguments):
        async with await aio_pika.connect(self.url) as connection:
            await listening(await connection.channel(), **arguments)

    async def hear(self, told, seconds=90.0):
        """Wait until all of these were heard, and come again when thrown out."""
        wanted = {one for ids in told.values() for one in ids}
        async with asyncio.timeout(seconds):
            while not self._has(wanted):
                with contextlib.suppress(*CONNECTION_EXCEPTIONS, TimeoutError):
                    await self._listen(wanted)
                await asyncio.sleep(0.1)

    async def _listen(self, wanted):
        async with await aio_pika.connect(self.url, timeout=5) as connection:
            channel = await connection.channel()
            await channel.set_qos(200)
            await (await channel.get_queue("test")).consume(self._take)
            while not channel.is_closed and not self._has(wanted):  # noqa: ASYNC110 - either may come first
                await asyncio.sleep(0.02)

    async def _take(self, message):
        """What RabbitMQ gives out again because its acknowledgement was lost is no second message."""
        if not (message.redelivered and self._has({message.message_id})):
            self.heard.append(message)
        with contextlib.suppress(*CONNECTION_EXCEPTIONS):
            await message.ack()

    def _has(self, wanted):
        return {one.message_id for one in self.heard} >= wanted

    def of(self, key):
        """The ids of a conversation as a consumer has them that knows what it saw: each once, in its order."""
        return list(dict.fromkeys(one.message_id for one in self.heard if key in one.headers["ce_partitionkey"]))


async def listening(channel, routing="#", **arguments):
    exchange = await channel.declare_exchange(DOMAIN_EVENTS, "topic", durable=True)
    queue = await channel.declare_queue("test", durable=True, arguments={"x-queue-type": "quorum"} | arguments)
    await queue.bind(exchange, routing)
    return queue


@pytest.fixture
async def listener(amqp, bridged):
    made = Listener(bridged.rabbitmq_url.get_secret_value())
    await made.declare()
    return made


async def test_every_event_comes_over_once_with_its_envelope_and_in_the_order_of_its_conversation(
    bridging, happens, listener, place, until
):
    told = happens(200)
    async with bridging():
        await listener.hear(told)
        assert {key: listener.of(key) for key in KEYS} == told
        assert len(listener.heard) == 200

        async def there():
            return await place() == 200

        await until(there)
    one = listener.heard[0]
    assert (one.routing_key, one.type, one.content_type) == ("message.read", "message.read", "application/json")
    assert (one.message_id, one.headers["ce_type"]) == (one.headers["ce_id"], "message.read")
    assert (one.delivery_mode, one.timestamp) == (aio_pika.DeliveryMode.PERSISTENT, AT)
    assert one.headers["ce_tenantid"] in one.headers["ce_partitionkey"]


async def test_a_bridge_that_starts_again_goes_on_where_it_was(bridging, happens, listener, place, until):
    async with bridging():
        await listener.hear(happens(40))
        await until(lambda: reached(place, 40))
    told = happens(40)
    async with bridging():
        await listener.hear(told)
    assert len(listener.heard) == 80


async def reached(place, count):
    return await place() == count


async def test_a_rabbitmq_that_is_killed_in_mid_stream_loses_nothing_and_keeps_every_order(
    bridging, happens, listener, place, depth, settle, kill, until
):
    told = happens(3000)
    await settle()
    async with bridging():
        await until(lambda: holds(depth, "test", 300))
        assert await place() < 3000
        await kill()
        await listener.hear(told)
        await until(lambda: reached(place, 3000))
    assert {key: listener.of(key) for key in KEYS} == told


async def holds(depth, name, count):
    return await depth(name) >= count


@contextlib.contextmanager
def process(settings):
    """The bridge as a process of its own."""
    command = [sys.executable, "-P", "-m", "api.cli", "run", "bridge"]
    with subprocess.Popen(command, env=environment(settings), cwd=Path(__file__).parents[3]) as started:
        try:
            yield started
        finally:
            started.kill()


async def test_a_bridge_that_is_killed_in_mid_batch_loses_nothing_and_keeps_every_order(
    bridged, happens, listener, place, depth, until
):
    told = happens(3000)
    with process(bridged) as first:
        await until(lambda: holds(depth, "test", 200))
        first.send_signal(signal.SIGKILL)
        first.wait()
    assert await place() < 3000
    with process(bridged):
        await listener.hear(told)
        await until(lambda: reached(place, 3000))
    assert {key: listener.of(key) for key in KEYS} == told
    assert len(listener.heard) > 3000  # what was not confirmed came again, under its id


async def test_a_bridge_that_is_asked_to_end_in_mid_stream_remembers_what_was_confirmed(
    bridged, happens, listener, place, depth, until
):
    told = happens(3000)
    with process(bridged) as first:
        await until(lambda: holds(depth, "test", 200))
        first.terminate()
        assert await asyncio.to_thread(first.wait, 30) == 0
    assert await depth("test") == await place() < 3000
    with process(bridged):
        await listener.hear(told)
    assert {key: listener.of(key) for key in KEYS} == told
    assert len(listener.heard) == 3000


async def test_a_full_queue_holds_the_stream_back_and_loses_nothing(
    bridging, happens, amqp, place, depth, until, monkeypatch, caplog
):
    monkeypatch.setattr(carrier, "LONGEST_PAUSE", 0.2)
    told, name = happens(60), "test"
    await listening(await amqp.channel(), **declared.arguments("test.dlq", length=5))
    async with bridging():
        await until(lambda: says(caplog, "a queue that takes message.read is full"))
        before, caught = await place(), await depth(name)
        await asyncio.sleep(1.5)
        assert (await place(), await depth(name)) == (before, caught)
        assert before < 60
        heard, queue = [], await (await amqp.channel()).get_queue(name)

        async def all_heard():
            if message := await queue.get(fail=False):
                heard.append(message)
                await message.ack()
            return len({one.message_id for one in heard}) == 60

        await until(all_heard)
        await until(lambda: reached(place, 60))
    assert len(heard) == 60
    assert {key: [one.message_id for one in heard if key in one.headers["ce_partitionkey"]] for key in KEYS} == told


@contextlib.asynccontextmanager
async def deleted(amqp, name):
    """Without this queue, which the next test finds as it should be whatever is made in its place."""
    async with amqp.channel() as channel:
        await channel.queue_delete(name)
        yield
        await channel.queue_delete(name)


async def says(caplog, words):
    return words in caplog.text


async def test_what_a_consumer_refuses_again_and_again_is_a_dead_letter_and_stops_nobody(
    bridging, happens, amqp, depth, until
):
    happens(2)
    name = event_queues()["message.read"]
    async with bridging():
        await until(lambda: holds(depth, name, 2))
        queue = await (await amqp.channel()).get_queue(name)

        async def buried():
            if message := await queue.get(fail=False):
                await message.nack(requeue=True)
            return await depth(f"{name}.dlq") == 2

        await until(buried)
    dead = await (await (await amqp.channel()).get_queue(f"{name}.dlq")).get()
    assert dead.headers["x-death"][0]["reason"] == "delivery_limit"
    assert dead.headers["x-death"][0]["queue"] == name


async def test_a_paused_bridge_keeps_its_position_and_goes_on_when_it_is_resumed(
    bridging, happens, listener, place, depth, db, until
):
    async with bridging():
        await listener.hear(happens(20))
        await until(lambda: reached(place, 20))
        await pause(db, "bridge", "mending")
        await asyncio.sleep(1.5)
        told = happens(20)
        await asyncio.sleep(1.0)
        assert (await place(), await depth("test")) == (20, 0)
        assert await resume(db, "bridge")
        await listener.hear(told)


async def test_a_second_bridge_waits_until_the_first_is_gone(bridging, happens, listener, place, until):
    async with bridging() as first, bridging():
        await listener.hear(happens(100))
        await until(lambda: reached(place, 100))
        assert len(listener.heard) == 100
        first.cancel()
        await listener.hear(happens(100))
    assert len(listener.heard) == 200


async def test_what_is_no_event_becomes_a_dead_letter_and_stops_nobody(
    bridging, bridged, happens, listener, place, db, tenant_id, until
):
    sender = producer(bridged)
    sender.produce("crm.message", b"{}", "strange", headers=[("ce_tenantid", str(tenant_id)), ("ce_id", str(uuid4()))])
    sender.flush(10)
    told = happens(20)
    async with bridging():
        await listener.hear(told)
        await until(lambda: reached(place, 21))
    async with db.tenant(tenant_id) as tx:
        (dead,) = await list_dead_letters(tx)
    assert (dead.flow, dead.topic, dead.error_class) == ("bridge", "crm.message", "KeyError")


async def test_a_queue_that_somebody_else_declared_is_named_and_the_bridge_goes_on_when_it_is_gone(
    bridging, happens, listener, amqp, until, monkeypatch, caplog
):
    monkeypatch.setattr(declared, "MUCH_LATER", 0.2)
    monkeypatch.setattr(declared, "SETTLING", 0.1)
    name = event_queues()["message.read"]
    async with deleted(amqp, name), amqp.channel() as channel:
        await channel.declare_queue(name, durable=True)
        told = happens(20)
        async with bridging():
            await until(lambda: says(caplog, "inequivalent arg"))
            assert "domain.events.message.read" in caplog.text
            await channel.queue_delete(name)
            await listener.hear(told)


@pytest.mark.parametrize("url", ["amqp://ventros:{}@127.0.0.1:{}/", "amqp://ventros:{}@127.0.0.1:{}99999/"])
async def test_a_password_that_is_refused_is_in_no_log(bridging, bridged, url, until, caplog):
    caplog.set_level(logging.DEBUG, "ventros")
    port = bridged.rabbitmq_address.partition(":")[2].partition("/")[0]
    wrong = bridged.model_copy(update={"rabbitmq_url": SecretStr(url.format("invented-password", port))})
    async with bridging(wrong):
        await until(lambda: says(caplog, "bridge out waits"))
        await until(lambda: says(caplog, "bridge back waits"))
    assert "invented-password" not in caplog.text


async def test_nothing_that_goes_out_comes_back_in(amqp, depth):
    """A loop is impossible: nothing of the exchange leads to the queues that we take from."""
    exchange = await (await amqp.channel()).get_exchange(DOMAIN_EVENTS)
    (taken,) = taken_queues()
    for routing in (taken, "waha.events.raw", "raw.inbound", "raw.received", "message.created", "#", ""):
        await exchange.publish(aio_pika.Message(b"{}"), routing, mandatory=False)
    assert await depth(taken) == 0


async def test_what_was_just_made_is_not_relied_on_at_once(
    bridging, happens, listener, amqp, place, until, monkeypatch, caplog
):
    """RabbitMQ 3 forgets a queue that is younger than a second or two when it is killed, with all that is in it."""
    monkeypatch.setattr(declared, "SETTLING", 1.0)
    caplog.set_level(logging.INFO, "ventros.bridge")
    async with deleted(amqp, event_queues()["message.read"]):
        told = happens(20)
        async with bridging():
            await until(lambda: says(caplog, "bridge made 1 queues, and waits"))
            assert await place() == 0
            await listener.hear(told)


async def test_a_kafka_that_forgot_everything_is_read_from_its_new_beginning(
    bridging, bridged, happens, listener, place, services, until
):
    async with bridging():
        await listener.hear(happens(20))
        await until(lambda: reached(place, 20))
        await asyncio.to_thread(services.restart, "kafka")
        ensure_topics(bridged)
        told = happens(20)
        await listener.hear(told)
    assert {key: listener.of(key) for key in KEYS} == told
