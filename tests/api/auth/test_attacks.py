"""Tokens that have to be refused, each for one reason alone."""

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from jwt.algorithms import ECAlgorithm, RSAAlgorithm

from api.auth.jwks import usable
from contracts.errors import Unauthenticated

PEM = (serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
DER = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def now():
    return int(time.time())


def b64(raw):
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unb64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def unsigned(k, **header):
    return k.sign(header=k.header(**header)).rpartition(".")[0] + "."


def hmac(k, secret, **header):
    return k.sign(header=k.header(alg="HS256", **header), alg="HS256", key=secret)


def es256(k, claims=None, **header):
    return k.sign(claims, k.header(alg="ES256", kid="k2", **header), alg="ES256")


def with_own_key(k, **header):
    """Signed with a key that the token brings along."""
    own = rsa.generate_private_key(65537, 2048)
    jwk = {**RSAAlgorithm.to_jwk(own.public_key(), as_dict=True), "kid": "k1"}
    added = {name: jwk if value == "own" else value for name, value in header.items()}
    return k.sign(header=k.header(**added), key=own)


def resigned(k, change):
    """An ES256 token whose signature (r, s) was changed."""
    head, _, signature = es256(k).rpartition(".")
    raw = unb64(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    return f"{head}.{b64(change(r, s))}"


def pair(r, s):
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def payload_swapped(k, **changes):
    head, _, signature = k.sign().split(".")
    return f"{head}.{b64(json.dumps(k.claims(**changes)).encode())}.{signature}"


def raw_claims(k, text):
    """Claims as text, so that they can say what a dictionary cannot."""
    return k.sign(json.dumps(k.claims())[:-1].encode() + b", " + text.encode() + b"}")


def raw_header(k, text):
    return k.sign(header=json.dumps(k.header())[:-1].encode() + b", " + text.encode() + b"}")


ALGORITHM = {
    **{
        f"alg {alg!r} without signature": lambda k, alg=alg: unsigned(k, alg=alg)
        for alg in ("none", "None", "nOnE", "")
    },
    **{
        f"alg {alg!r}": lambda k, alg=alg: k.sign(header=k.header(alg=alg))
        for alg in ("none", "RS384", "PS256", "rs256")
    },
    **{f"alg is {alg!r}": lambda k, alg=alg: k.sign(header=k.header(alg=alg)) for alg in (None, 1, ["RS256"], {}, ...)},
    "HS256 with the public key as PEM": lambda k: hmac(k, k.rsa.public_key().public_bytes(*PEM)),
    "HS256 with the public key as DER": lambda k: hmac(k, k.rsa.public_key().public_bytes(*DER)),
    "HS256 with the public key as JWK": lambda k: hmac(k, json.dumps(k.jwks()["keys"][0]).encode()),
    "HS256 of a key id that leads to an empty file": lambda k: hmac(k, b"", kid="../../../../dev/null"),
    **{
        f"HS256 with {s!r}": lambda k, s=s: hmac(k, s)
        for s in (b"", b"\0", b"secret", b"changeme", b"your-256-bit-secret")
    },
    "ES256 said, RS256 signed": lambda k: k.sign(header=k.header(alg="ES256", kid="k2")),
    "RS256 said of an ES256 key": lambda k: k.sign(header=k.header(kid="k2"), alg="ES256"),
    "ES256 said of an RS256 key": lambda k: k.sign(header=k.header(alg="ES256"), alg="ES256"),
}


KEY = {
    "another issuer's key": lambda k: type(k)().sign(k.claims()),
    "another issuer's key of the other kind": lambda k: es256(type(k)(), k.claims()),
    **{
        f"kid {kid!r}": lambda k, kid=kid: k.sign(header=k.header(kid=kid))
        for kid in (..., None, "", "k3", "K1", "k1 ", "k1\0", 1, ["k1"], {"k1": 1}, "k" * 201, "../k1", "k1' or 1=1")
    },
    "kid of another of our keys": lambda k: k.sign(header=k.header(kid="k2")),
    "jwk brings its key": lambda k: with_own_key(k, jwk="own"),
    "jwk brings its key under a kid of its own": lambda k: with_own_key(k, jwk="own", kid="mine"),
    "jku leads to its key": lambda k: with_own_key(k, jku="http://127.0.0.1:9/jwks"),
    "x5u leads to its key": lambda k: with_own_key(k, x5u="http://127.0.0.1:9/cert"),
    "x5c brings its certificate": lambda k: with_own_key(k, x5c=["MIIB"]),
    **{
        f"{name} though signed by us": lambda k, name=name, value=value: k.sign(header=k.header(**{name: value}))
        for name, value in {
            "jku": "https://id.example/certs",
            "jwk": {},
            "x5u": "https://id.example/cert",
            "x5c": [],
            "zip": "DEF",
        }.items()
    },
    "crit with what we do not know": lambda k: k.sign(header=k.header(crit=["exp"])),
    "crit empty": lambda k: k.sign(header=k.header(crit=[])),
    "crit with what the library knows": lambda k: k.sign(header=k.header(crit=["b64"], b64=True)),
    "b64 false": lambda k: k.sign(header=k.header(crit=["b64"], b64=False)),
    "b64 false with detached payload": lambda k: ".".join(
        part * (n != 1) for n, part in enumerate(k.sign(header=k.header(crit=["b64"], b64=False)).split("."))
    ),
    **{
        f"header typ {typ!r}": lambda k, typ=typ: k.sign(header=k.header(typ=typ))
        for typ in ("logout+jwt", "dpop+jwt", "JWE", "", 1, None, [])
    },
    "kid twice in the header": lambda k: raw_header(k, '"kid": "k1"'),
    "alg twice in the header": lambda k: raw_header(k, '"alg": "RS256"'),
}

SIGNATURE = {
    "no signature": lambda k: k.sign().rpartition(".")[0] + ".",
    "half a signature": lambda k: k.sign()[:-40],
    "signature of another token": lambda k: payload_swapped(k, tenant_id="00000000-0000-0000-0000-000000000001"),
    "role raised, signature kept": lambda k: payload_swapped(k, role="admin"),
    "signature of zeros": lambda k: resigned(k, lambda r, s: bytes(64)),
    "r is zero": lambda k: resigned(k, lambda r, s: pair(0, s)),
    "s is zero": lambda k: resigned(k, lambda r, s: pair(r, 0)),
    "r and s are the order": lambda k: resigned(k, lambda r, s: pair(ORDER, ORDER)),
    "r and s exchanged": lambda k: resigned(k, lambda r, s: pair(s, r)),
    "signature in DER": lambda k: resigned(k, encode_dss_signature),
    "signature too long": lambda k: resigned(k, lambda r, s: pair(r, s) + b"\0"),
    "signature with a zero in front": lambda k: resigned(k, lambda r, s: b"\0" + pair(r, s)),
}

TIME = {
    "expired": lambda k: k.sign(k.claims(exp=now() - 3600)),
    "expired more than the leeway ago": lambda k: k.sign(k.claims(exp=now() - 31)),
    "valid later": lambda k: k.sign(k.claims(nbf=now() + 3600)),
    "valid more than the leeway later": lambda k: k.sign(k.claims(nbf=now() + 60)),
    "issued in the future": lambda k: k.sign(k.claims(iat=now() + 3600)),
    **{
        f"{name} is {value!r}": lambda k, name=name, value=value: k.sign(k.claims(**{name: value}))
        for name in ("exp", "iat")
        for value in (..., None, "soon", "9999999999", True, [9999999999], {}, "")
    },
    **{
        f"nbf is {value!r}": lambda k, value=value: k.sign(k.claims(nbf=value)) for value in ("soon", "1", True, [], {})
    },
    **{
        f"exp is the number {text}": lambda k, text=text: k.sign(
            json.dumps(k.claims()).replace(f'"exp": {k.claims()["exp"]}', f'"exp": {text}').encode()
        )
        for text in ("1e999", "NaN", "Infinity", "-Infinity", "-1", "0", "1" * 5000, "-1e999")
    },
}

ISSUER = {
    **{
        f"iss is {value!r}": lambda k, value=value: k.sign(k.claims(iss=value))
        for value in (
            ...,
            None,
            "",
            "https://evil.example/realms/ventros",
            "http://id.example/realms/ventros",
            "https://id.example/realms/ventros/",
            "https://id.example/realms/VENTROS",
            "https://id.example/realms/other",
            ["https://id.example/realms/ventros"],
            1,
        )
    },
    **{
        f"aud is {value!r}": lambda k, value=value: k.sign(k.claims(aud=value))
        for value in (
            ...,
            None,
            "",
            "other",
            "ventros",
            "ventros-crm ",
            "VENTROS-CRM",
            [],
            ["other"],
            ["ventros-crm", 1],
            {},
            1,
        )
    },
    "ID token": lambda k: k.sign(k.claims(typ="ID")),
    "refresh token": lambda k: k.sign(k.claims(typ="Refresh")),
    "logout token": lambda k: k.sign(k.claims(typ="Logout")),
    "token bound to a proof": lambda k: k.sign(k.claims(typ="DPoP")),
}

WHO = {
    **{
        f"tenant_id is {value!r}": lambda k, value=value: k.sign(k.claims(tenant_id=value))
        for value in (
            ...,
            None,
            "",
            "tenant",
            "*",
            7,
            True,
            [],
            {},
            "7c1b6f0a-55c9-4a36-9d1f",
            ["7c1b6f0a55c94a369d1f0c3a4d6f2b11"],
        )
    },
    "tenant only by another name": lambda k: k.sign(
        k.claims(tenant_id=..., tenant=str(k.tenant_id), org=str(k.tenant_id))
    ),
    **{
        f"role is {value!r}": lambda k, value=value: k.sign(k.claims(role=value))
        for value in (..., "", "owner", "Admin", "admin ", "admin,agent", 1, True, ["admin"], {"role": "admin"})
    },
    "no role of ours": lambda k: k.sign(k.claims(role=..., realm_access={"roles": ["offline_access", "realm-admin"]})),
    "an unknown role beside a good one": lambda k: k.sign(k.claims(role="owner", realm_access={"roles": ["admin"]})),
    "roles of another client": lambda k: k.sign(k.claims(role=..., resource_access={"account": {"roles": ["admin"]}})),
    **{
        f"realm_access is {value!r}": lambda k, value=value: k.sign(k.claims(role=..., realm_access=value))
        for value in (
            None,
            [],
            "admin",
            ["admin"],
            {"roles": "admin"},
            {"roles": {"admin": True}},
            {"roles": [["admin"]]},
        )
    },
    **{
        f"resource_access is {value!r}": lambda k, value=value: k.sign(k.claims(resource_access=value))
        for value in (None, [], "admin", {"ventros-crm": ["admin"]}, {"ventros-crm": None})
    },
    **{
        f"project_id is {value!r}": lambda k, value=value: k.sign(k.claims(project_id=value))
        for value in ("", "all", "*", 1, [], {})
    },
    **{
        f"sub is {value!r}": lambda k, value=value: k.sign(k.claims(sub=value))
        for value in (..., None, "", 1, [], "s" * 256, "ana\n", "ana\0", "\ud800")
    },
    **{f"scope is {v!r}": lambda k, v=v: k.sign(k.claims(scope=v)) for v in (None, 1, ["contacts.view"], {})},
    **{
        f"claim twice: {text}": lambda k, text=text: raw_claims(k, text)
        for text in ('"role": "admin"', '"tenant_id": "00000000-0000-0000-0000-000000000001"', '"exp": 9999999999')
    },
    "claim twice, deep inside": lambda k: raw_claims(k, '"realm_access": {"roles": [], "roles": ["admin"]}'),
}

ATTACKS = {**ALGORITHM, **KEY, **SIGNATURE, **TIME, **ISSUER, **WHO}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_bad_token_is_refused(verify, keycloak, name):
    token = ATTACKS[name](keycloak)
    with pytest.raises(Unauthenticated):
        verify(token)


UNREAD = [*(name for name in ALGORITHM if name.startswith(("alg ", "HS256"))), f"kid {'k' * 201!r}", "kid ''"]


@pytest.mark.parametrize("name", UNREAD)
def test_a_header_that_cannot_be_right_is_refused_before_a_key_is_looked_for(read, keycloak, name):
    with pytest.raises(Unauthenticated):
        read(ATTACKS[name](keycloak))


def test_the_token_that_the_attacks_start_from_is_good(verify, keycloak):
    assert verify(keycloak.sign())
    assert verify(es256(keycloak))
    assert verify(resigned(keycloak, pair))
    assert verify(raw_claims(keycloak, '"harmless": 1'))
    assert verify(raw_header(keycloak, '"harmless": 1'))


def test_a_weak_key_of_the_issuer_itself_is_not_trusted(keycloak, verify, monkeypatch):
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505 - that it is weak is the point
    found = usable({"keys": [{**RSAAlgorithm.to_jwk(weak.public_key(), as_dict=True), "kid": "weak"}]})
    monkeypatch.setattr(keycloak, "keys", found)
    with pytest.raises(Unauthenticated):
        verify(keycloak.sign(header=keycloak.header(kid="weak"), key=weak))


def test_a_key_of_another_curve_is_not_trusted():
    other = ec.generate_private_key(ec.SECP384R1())
    with pytest.raises(ValueError, match="no key"):
        usable({"keys": [{**ECAlgorithm.to_jwk(other.public_key(), as_dict=True), "kid": "p384"}]})
