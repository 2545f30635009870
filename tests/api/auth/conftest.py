"""A stand-in of Keycloak that signs whatever it is told, however wrong."""

import asyncio
import base64
import json
import time
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, HMACAlgorithm, RSAAlgorithm

from api.auth.jwks import usable
from api.auth.tokens import TokenVerifier

ISSUER, AUDIENCE = "https://id.example/realms/ventros", "ventros-crm"
SIGNERS = {"RS256": RSAAlgorithm(RSAAlgorithm.SHA256), "ES256": ECAlgorithm(ECAlgorithm.SHA256)}


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def as_bytes(value):
    return value if isinstance(value, bytes) else json.dumps(value).encode()


class Keycloak:
    tenant_id = UUID("7c1b6f0a-55c9-4a36-9d1f-0c3a4d6f2b11")

    def __init__(self):
        self.rsa = rsa.generate_private_key(65537, 2048)
        self.ec = ec.generate_private_key(ec.SECP256R1())
        self.keys = usable(self.jwks())

    async def find(self, kid):
        return self.keys.get(kid)

    def jwks(self):
        first = RSAAlgorithm.to_jwk(self.rsa.public_key(), as_dict=True)
        second = ECAlgorithm.to_jwk(self.ec.public_key(), as_dict=True)
        first, second = ({k: v for k, v in key.items() if k != "key_ops"} for key in (first, second))
        return {"keys": [{**first, "kid": "k1", "use": "sig"}, {**second, "kid": "k2", "use": "sig", "alg": "ES256"}]}

    def claims(self, **changes):
        """Of a good token; a change to `...` takes a claim away."""
        now = int(time.time())
        good = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "ana",
            "exp": now + 300,
            "iat": now,
            "typ": "Bearer",
            "azp": "console",
            "tenant_id": str(self.tenant_id),
            "role": "agent",
        }
        return {name: value for name, value in {**good, **changes}.items() if value is not ...}

    def header(self, **changes):
        good = {"alg": "RS256", "typ": "JWT", "kid": "k1"}
        return {name: value for name, value in {**good, **changes}.items() if value is not ...}

    def sign(self, claims=None, header=None, *, alg="RS256", key=None):
        """A token of these claims and this header (dictionaries, or raw bytes), signed by `alg` whatever they say."""
        claims, header = self.claims() if claims is None else claims, self.header() if header is None else header
        signed = f"{b64(as_bytes(header))}.{b64(as_bytes(claims))}"
        signer = HMACAlgorithm(HMACAlgorithm.SHA256) if alg == "HS256" else SIGNERS[alg]
        own = {"RS256": self.rsa, "ES256": self.ec}
        return f"{signed}.{b64(signer.sign(signed.encode(), own[alg] if key is None else key))}"


@pytest.fixture(scope="session")
def keycloak():
    return Keycloak()


@pytest.fixture(scope="session")
def verify(keycloak):
    """`verify(token)`: the principal, or the error."""
    verifier = TokenVerifier(ISSUER, AUDIENCE, keycloak)
    return lambda token: asyncio.run(verifier(token))


class Locked:
    """Keys that nobody may look for."""

    async def find(self, kid):
        raise AssertionError(f"a key was looked for: {kid!r}")


@pytest.fixture(scope="session")
def read():
    """As `verify`, of a verifier that must not get as far as to look for a key."""
    verifier = TokenVerifier(ISSUER, AUDIENCE, Locked())
    return lambda token: asyncio.run(verifier(token))


class Ticks:
    """A clock that stands still until it is told."""

    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def ticks():
    return Ticks()


class Website:
    """A web server on this machine that answers what it is told, when it is told, and counts who asks."""

    def __init__(self):
        self.status, self.headers, self.body, self.asked = "200 OK", {}, b"{}", []
        self.came, self.open = asyncio.Semaphore(0), asyncio.Event()
        self.open.set()

    async def __aenter__(self):
        self.server = await asyncio.start_server(self.answer, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}/certs"
        return self

    async def __aexit__(self, *_):
        self.open.set()
        self.server.close()
        await self.server.wait_closed()

    async def answer(self, reader, writer):
        self.asked.append(await reader.readuntil(b"\r\n\r\n"))
        self.came.release()
        await self.open.wait()
        lines = [f"HTTP/1.1 {self.status}", f"Content-Length: {len(self.body)}", "Connection: close"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        writer.write("\r\n".join([*lines, "", ""]).encode() + self.body)
        writer.close()

    def publish(self, document):
        self.body = json.dumps(document).encode()


@pytest.fixture
async def website():
    async with Website() as site:
        yield site
