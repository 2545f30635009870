"""The outer form of a token (RFC 7515 compact serialization), read strictly, before any key is looked for.

Every lenience here (padding, white space, two members of one name, a header that brings its own key) would be a second
way of writing a token, and sooner or later a way of writing one that two readers understand differently.
"""

import base64
import json
import re
from typing import Any, NoReturn

from contracts.errors import Unauthenticated

ALGORITHMS = ("ES256", "RS256")
MAX_LENGTH = 8192
TYPES = {"jwt", "at+jwt", "application/at+jwt"}
REFUSED = {"b64", "crit", "jku", "jwk", "x5c", "x5u", "zip"}
"""Header parameters that bring a key, or that change how the rest is to be read."""

SHAPE = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


class Untrusted(Unauthenticated):
    """This token is malformed, or not signed by the issuer that is trusted here: get a new one."""


def key_id(token: str) -> str:
    """The `kid` of a well-formed token. Raises Untrusted, without saying more: until the signature is right, the caller
    may be anybody.
    """
    if len(token) > MAX_LENGTH or not SHAPE.fullmatch(token):
        raise Untrusted
    header, payload, signature = token.split(".")
    _decode(signature)
    _object(payload)
    return _key_id(_object(header))


def _key_id(header: dict[str, Any]) -> str:
    kid, typ = header.get("kid"), header.get("typ", "JWT")
    usual = header.get("alg") in ALGORITHMS and isinstance(typ, str) and typ.lower() in TYPES
    if not usual or REFUSED & header.keys() or not isinstance(kid, str) or not 1 <= len(kid) <= 200:
        raise Untrusted
    return kid


def _object(segment: str) -> dict[str, Any]:
    try:
        found = json.loads(_decode(segment).decode(), object_pairs_hook=_once, parse_constant=_not_json)
    except (ValueError, RecursionError):
        raise Untrusted from None
    if not isinstance(found, dict):
        raise Untrusted
    return found


def _decode(segment: str) -> bytes:
    """The bytes of a segment, if it is the one way of writing them: the last letter's unused bits have to be zero."""
    try:
        decoded = base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))
    except ValueError:
        raise Untrusted from None
    if base64.urlsafe_b64encode(decoded).rstrip(b"=").decode() != segment:
        raise Untrusted
    return decoded


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member is there twice")
    return found


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
