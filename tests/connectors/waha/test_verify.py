"""The signature of a webhook."""

import hmac
from hashlib import sha256, sha512

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.waha.connector import Waha

WAHA = Waha()
SECRET = "um segredo com acentuação"
BODY = b'{"event":"message","session":"loja","engine":"GOWS"}'
SIGNATURE = hmac.new(SECRET.encode(), BODY, sha512).hexdigest()


def test_a_right_signature_is_accepted():
    assert WAHA.verify(SECRET, {"X-Webhook-Hmac": SIGNATURE, "X-Webhook-Hmac-Algorithm": "sha512"}, BODY) is True


def test_the_vector_of_wahas_documentation_is_accepted():
    body = b'{"event":"message","session":"default","engine":"WEBJS"}'
    signature = (
        "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8"
        "097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89"
    )
    assert WAHA.verify("my-secret-key", {"x-webhook-hmac": signature}, body)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"x-webhook-hmac": SIGNATURE}, id="lower case names"),
        pytest.param({"X-WEBHOOK-HMAC": SIGNATURE.upper(), "X-WEBHOOK-HMAC-ALGORITHM": "SHA512"}, id="upper case"),
    ],
)
def test_case_does_not_matter(headers):
    assert WAHA.verify(SECRET, headers, BODY)


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({}, id="missing"),
        pytest.param({"X-Webhook-Hmac": ""}, id="empty"),
        pytest.param({"X-Webhook-Hmac": SIGNATURE[:-1]}, id="too short"),
        pytest.param({"X-Webhook-Hmac": SIGNATURE + "0"}, id="too long"),
        pytest.param({"X-Webhook-Hmac": f"{SIGNATURE}\n"}, id="line end"),
        pytest.param({"X-Webhook-Hmac": f" {SIGNATURE}"}, id="space"),
        pytest.param({"X-Webhook-Hmac": f"sha512={SIGNATURE}"}, id="prefixed"),
        pytest.param({"X-Webhook-Hmac": "g" * 128}, id="no hex"),
        pytest.param({"X-Webhook-Hmac": "٠" * 128}, id="digits of another alphabet"),
        pytest.param({"X-Webhook-Hmac": "é" * 128}, id="not ASCII"),
        pytest.param({"X-Webhook-Hmac": "\ud800" * 128}, id="no text"),
        pytest.param({"X-Webhook-Hmac": "0" * 128}, id="zeros"),
        pytest.param({"X-Webhook-Hmac": hmac.new(SECRET.encode(), BODY, sha256).hexdigest()}, id="sha256"),
        pytest.param({"X-Webhook-Hmac": SIGNATURE, "X-Webhook-Hmac-Algorithm": "sha256"}, id="other algorithm"),
        pytest.param({"X-Webhook-Hmac": SIGNATURE, "X-Webhook-Hmac-Algorithm": "none"}, id="no algorithm"),
        pytest.param({"X-Webhook-Hmac": SIGNATURE, "X-Webhook-Hmac-Algorithm": ""}, id="empty algorithm"),
        pytest.param({"X-Hmac": SIGNATURE}, id="other header"),
    ],
)
def test_anything_else_is_refused(headers):
    assert WAHA.verify(SECRET, headers, BODY) is False


def test_another_body_or_secret_is_refused():
    headers = {"X-Webhook-Hmac": SIGNATURE}
    assert WAHA.verify(SECRET, headers, BODY + b" ") is False
    assert WAHA.verify(SECRET + "x", headers, BODY) is False


def test_an_empty_secret_verifies_nothing():
    signed = hmac.new(b"", BODY, sha512).hexdigest()
    assert WAHA.verify("", {"X-Webhook-Hmac": signed}, BODY) is False


@given(st.dictionaries(st.text(), st.text()), st.binary())
def test_nothing_that_was_not_signed_verifies_and_nothing_raises(headers, body):
    assert WAHA.verify(SECRET, headers, body) is False
