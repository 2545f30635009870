import asyncio
import gzip
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from api.auth import jwks
from api.auth.jwks import KeysUnreachable, RemoteKeys, usable


async def known(keys):
    """Which of the stand-in's keys are found."""
    return [kid for kid in ("k1", "k2") if await keys.find(kid)]


@pytest.fixture
def keys(website, keycloak, ticks):
    website.publish(keycloak.jwks())
    return RemoteKeys(website.url, ticks)


def without(document, kid):
    return {"keys": [key for key in document["keys"] if key["kid"] != kid]}


async def test_keys_are_fetched_once_and_used_many_times(keys, website, ticks):
    for _ in range(20):
        assert await known(keys) == ["k1", "k2"]
        ticks.now += 10
    assert len(website.asked) == 1


async def test_keys_are_fetched_again_after_five_minutes_and_a_withdrawn_one_is_gone(keys, website, keycloak, ticks):
    assert await known(keys) == ["k1", "k2"]
    website.publish(without(keycloak.jwks(), "k1"))
    ticks.now += 299
    assert await known(keys) == ["k1", "k2"]
    ticks.now += 1
    assert await known(keys) == ["k2"]
    assert len(website.asked) == 2


async def test_a_new_key_is_found_before_the_five_minutes_are_over(keys, website, keycloak, ticks):
    website.publish(without(keycloak.jwks(), "k2"))
    assert await known(keys) == ["k1"]
    website.publish(keycloak.jwks())
    ticks.now += 60
    assert await keys.find("k2")


async def test_a_thousand_invented_kids_cause_one_fetch_a_minute(keys, website, ticks):
    assert await keys.find("k1")
    ticks.now += 60
    for n in range(1000):
        assert await keys.find(f"invented-{n}") is None
        ticks.now += 0.05
    assert len(website.asked) == 2
    assert await keys.find("k1")


async def test_all_who_come_before_the_first_keys_wait_for_one_fetch(keys, website):
    website.open.clear()
    waiting = [asyncio.create_task(keys.find("k1")) for _ in range(50)]
    await website.came.acquire()
    website.open.set()
    assert all(await asyncio.gather(*waiting))
    assert len(website.asked) == 1


async def test_while_keys_are_fetched_again_the_old_ones_serve(keys, website, ticks):
    assert await keys.find("k1")
    ticks.now += 300
    website.open.clear()
    first = asyncio.create_task(keys.find("k1"))
    await website.came.acquire()
    await website.came.acquire()
    async with asyncio.timeout(jwks.TIMEOUT / 2):
        assert await keys.find("k1")  # the answer is still held back
    website.open.set()
    assert await first


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "500 Oops"},
        {"status": "404 Not Found"},
        {"status": "302 Found", "headers": {"Location": "/elsewhere"}},
        {"body": b"<html>"},
        {"body": b"[]"},
        {"body": b'{"keys": []}'},
        {"body": b'{"keys": {"k1": 1}}'},
        {"body": b'{"keys": [1, null, {}, {"kid": "k1"}, {"kid": "k1", "kty": "RSA", "n": 1, "e": []}]}'},
        {"body": b"[" * 100_000},
        {"body": b"\xff"},
    ],
    ids=lambda answer: str(answer)[:40],
)
async def test_a_bad_answer_changes_nothing(keys, website, ticks, answer):
    assert await known(keys) == ["k1", "k2"]
    for name, value in answer.items():
        setattr(website, name, value)
    ticks.now += 300
    assert await known(keys) == ["k1", "k2"]
    assert len(website.asked) == 2
    assert all(asked.startswith(b"GET /certs ") for asked in website.asked)


async def test_an_answer_without_end_is_not_read_to_its_end(keys, website, keycloak):
    website.publish({**keycloak.jwks(), "padding": "p" * jwks.MAX_BYTES})
    with pytest.raises(KeysUnreachable):
        await keys.find("k1")


async def test_a_compressed_answer_is_not_unpacked(keys, website, keycloak):
    website.headers = {"Content-Encoding": "gzip"}
    website.body = gzip.compress(json.dumps(keycloak.jwks()).encode())
    with pytest.raises(KeysUnreachable):
        await keys.find("k1")


async def test_while_the_url_is_away_the_old_keys_stay_good(keys, website, ticks):
    assert await keys.find("k1")
    website.server.close()
    for _ in range(3):
        ticks.now += 300
        assert await keys.find("k1")
        assert await keys.find("k3") is None


async def test_a_url_that_never_answered_is_tried_again_soon_but_not_each_time(keys, website, ticks):
    website.status = "503 Starting"
    for _ in range(10):
        with pytest.raises(KeysUnreachable):
            await keys.find("k1")
    assert len(website.asked) == 1
    website.status = "200 OK"
    ticks.now += 5
    assert await keys.find("k1")


async def test_a_url_that_does_not_answer_in_time_is_given_up(keys, website, monkeypatch):
    monkeypatch.setattr(jwks, "TIMEOUT", 0.05)
    website.open.clear()
    async with asyncio.timeout(2):
        with pytest.raises(KeysUnreachable):
            await keys.find("k1")


@pytest.mark.parametrize(
    "url", ["", "id.example/certs", "http://", "http://[", "file:///etc/passwd", "http://127.0.0.1:1/"]
)
async def test_a_url_that_leads_nowhere_says_so(url):
    with pytest.raises(KeysUnreachable):
        await RemoteKeys(url).find("k1")


@pytest.mark.parametrize(
    "changes",
    [{"use": "enc"}, {"alg": "RSA-OAEP"}, {"alg": "RS512"}, {"alg": "HS256"}, {"kid": 1}, {"kid": None}, {"e": "!"}],
)
def test_keys_that_sign_no_access_tokens_are_left_out(keycloak, changes):
    good = keycloak.jwks()["keys"]
    other = {**RSAAlgorithm.to_jwk(rsa.generate_private_key(65537, 2048).public_key(), as_dict=True), "kid": "k3"}
    assert usable({"keys": [*good, {**other, **changes}]}).keys() == {"k1", "k2"}


def test_a_shared_secret_is_no_key_for_tokens():
    with pytest.raises(ValueError, match="no key"):
        usable({"keys": [{"kty": "oct", "kid": "k1", "k": "c2VjcmV0"}]})
