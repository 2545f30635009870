"""The local issuer: signs access tokens where there is no Keycloak, with a key pair made at first start (ES256).

The private key stays in the data folder; whoever can read it can be anybody. `ventros token` uses it.
"""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import Any, Self
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jwt.algorithms import ECAlgorithm

from contracts.core.user import Principal
from contracts.errors import VentrosError
from contracts.settings import Settings
from contracts.types import Clock, wall_clock
from memory.key_file import keep


class BadKeyFile(VentrosError):
    """The key file of the local issuer holds no P-256 private key: put it back, or delete it to get a new one."""


class Issuer:
    """Signs tokens, and finds the key that verifies them."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, issuer: str, audience: str, clock: Clock = wall_clock) -> None:
        self._key, self._issuer, self._audience, self._clock = key, issuer, audience, clock
        self._public = _public(key)
        self._verifying = jwt.PyJWK(self._public)

    @classmethod
    def from_settings(cls, settings: Settings, clock: Clock = wall_clock) -> Self:
        """With the key pair of the data folder; made when there is none. Raises BadKeyFile."""
        pem = keep(settings.data_dir / "keys" / "issuer.pem", _new_pem)
        return cls(_private(pem), settings.jwt_issuer, settings.jwt_audience, clock)

    def issue(self, principal: Principal, ttl: timedelta) -> str:
        """A token that says who this is, for as long as `ttl`."""
        now = self._clock()
        claims = {
            "iss": self._issuer,
            "aud": self._audience,
            "iat": now,
            "nbf": now,
            "exp": now + ttl,
            "jti": str(uuid4()),
            "sub": principal.subject,
            "tenant_id": str(principal.tenant_id),
            "role": principal.role,
        }
        if principal.project_id:
            claims["project_id"] = str(principal.project_id)
        if principal.scopes:
            claims["scope"] = " ".join(sorted(principal.scopes))
        return jwt.encode(claims, self._key, algorithm="ES256", headers={"kid": self._public["kid"]})

    def jwks(self) -> dict[str, Any]:
        """The public key as a JWKS, for other services that verify our tokens."""
        return {"keys": [dict(self._public)]}

    async def find(self, kid: str) -> jwt.PyJWK | None:
        """The public key, when it is the one meant."""
        return self._verifying if kid == self._verifying.key_id else None


def _public(key: ec.EllipticCurvePrivateKey) -> dict[str, Any]:
    jwk: dict[str, Any] = ECAlgorithm.to_jwk(key.public_key(), as_dict=True)
    # RFC 7638: the same key has the same name everywhere.
    essence = json.dumps({name: jwk[name] for name in ("crv", "kty", "x", "y")}, separators=(",", ":"))
    kid = urlsafe_b64encode(sha256(essence.encode()).digest()).rstrip(b"=").decode()
    return {**jwk, "kid": kid, "alg": "ES256", "use": "sig"}


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        key = serialization.load_pem_private_key(pem, password=None)
    except (ValueError, TypeError):
        raise BadKeyFile from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise BadKeyFile
    return key


def _new_pem() -> bytes:
    return ec.generate_private_key(ec.SECP256R1()).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
