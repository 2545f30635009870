"""TLS: the name is verified, whatever address it was found at."""

import datetime as dt
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from connectors import http
from connectors.http import request
from contracts.errors import Rejected


def certificate(name: str, folder: Path) -> ssl.SSLContext:
    """A TLS server for one name; its own certificate is the authority, in `folder/ca.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(hours=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "ca.pem").write_bytes(pem)
    (folder / "server.pem").write_bytes(secret + pem)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "server.pem")
    return context


@pytest.fixture
def trusting(monkeypatch, tmp_path):
    """Trust the certificate that a test makes, for its duration."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    http._tls.cache_clear()
    yield tmp_path
    http._tls.cache_clear()


async def test_tls_verifies_the_name_while_the_address_is_another(trusting, serving, ok, resolving):
    tls = certificate("waha.example.test", trusting)
    names: list[str | None] = []
    tls.sni_callback = lambda _, name, __: names.append(name)
    async with serving(ok, tls=tls) as server:
        host = f"waha.example.test:{server.port}"
        answer = await request("GET", f"https://{host}/", allow=[host], resolve=resolving([["127.0.0.1"]]))
    assert answer.ok
    assert names == ["waha.example.test"]
    assert f"Host: {host}".encode() in server.asked[0]


async def test_a_certificate_of_another_name_is_refused(trusting, serving, ok, resolving):
    async with serving(ok, tls=certificate("other.example.test", trusting)) as server:
        host = f"waha.example.test:{server.port}"
        with pytest.raises(Rejected) as refused:
            await request("POST", f"https://{host}/", json={}, allow=[host], resolve=resolving([["127.0.0.1"]]))
    assert not refused.value.permanent
    assert server.asked == []


async def test_a_certificate_of_nobody_is_refused(tmp_path, serving, ok, resolving):
    async with serving(ok, tls=certificate("waha.example.test", tmp_path)) as server:
        host = f"waha.example.test:{server.port}"
        with pytest.raises(Rejected):
            await request("GET", f"https://{host}/", allow=[host], resolve=resolving([["127.0.0.1"]]))
    assert server.asked == []
