import socket

from structlog.testing import capture_logs

from memory.cache import HOUR, Cache


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def test_what_was_set_is_there_for_an_hour(settings):
    cache = Cache(settings.redis_url.get_secret_value())
    assert await cache.get("nobody:set:this") is None
    await cache.set("one", b"\0\xff")
    assert await cache.get("one") == b"\0\xff"
    assert HOUR - 5 <= await cache._redis.ttl("one") <= HOUR
    await cache.close()


async def test_without_redis_everything_goes_on_and_it_is_said_once():
    cache = Cache(f"redis://127.0.0.1:{free_port()}/0")
    with capture_logs() as told:
        assert await cache.get("one") is None
        await cache.set("one", b"1")
        assert await cache.get("one") is None
    assert [line["event"] for line in told] == ["cache away, going on without it"]
    await cache.close()


async def test_a_silent_redis_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as server:
        cache = Cache(f"redis://127.0.0.1:{server.getsockname()[1]}/0")
        assert await cache.get("one") is None
        await cache.close()
