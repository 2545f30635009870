import socket
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memory.cache import Cache
from memory.rate import Rate, TooManyCalls


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(params=["redis", "none"])
async def rate(request, settings):
    """A rate with Redis, and one without."""
    url = settings.redis_url.get_secret_value() if request.param == "redis" else f"redis://127.0.0.1:{free_port()}/0"
    opened = Rate(Cache(url))
    yield opened
    await opened.close()


async def test_a_minutes_worth_may_be_taken_at_once_and_then_one_waits(rate):
    key = f"{uuid4()}:rate:look:ana"
    for _ in range(6):
        await rate.take(key, 6)
    with pytest.raises(TooManyCalls, match=r"Try again in (9|10) seconds") as refused:
        await rate.take(key, 6)
    assert refused.value.retry_after in (9, 10)


async def test_buckets_are_apart(rate):
    tenant = uuid4()
    await rate.take(f"{tenant}:rate:look:ana", 1)
    await rate.take(f"{tenant}:rate:send:ana", 1)
    await rate.take(f"{uuid4()}:rate:look:ana", 1)
    with pytest.raises(TooManyCalls):
        await rate.take(f"{tenant}:rate:look:ana", 1)


@given(steps=st.lists(st.floats(0, 30), max_size=60), per_minute=st.integers(1, 20))
def test_never_more_than_the_bucket_and_what_flowed_in_is_taken(steps, per_minute):
    now = 0.0
    own = Rate.__new__(Rate)
    own._own, own._clock = {}, lambda: now
    taken = 0
    for step in steps:
        now += step
        taken += own._take("k", per_minute) <= 0
        assert taken <= per_minute + now * per_minute / 60 + 1e-6
