"""Credentials at rest: AES-256-GCM (NIST SP 800-38D) under a named key, bound to the place that they are kept in.

A sealed value is: format (1 byte, 1) · length of the key's id (1) · key id · nonce (12) · ciphertext with its tag (16).
Format, key id and context are authenticated: a value that was altered, or moved to another row, does not open.

To rotate, put a new key in front of the old: `VENTROS_ENCRYPTION_KEYS=k2:…,k1:…`. New values are sealed with the first,
old ones open with the one they name. The key file of the data folder has the same form, a key a line.
"""

import base64
import re
import secrets
from typing import Literal, Self
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from contracts.errors import VentrosError
from contracts.settings import Settings
from memory.key_file import keep

FORMAT = 1
NONCE = 12
KEY_ID = re.compile(r"[A-Za-z0-9._-]{1,32}")


class BadKeys(VentrosError):
    """The encryption keys cannot be read: write each as id:base64 of 32 random bytes, with commas, newest first."""


class CannotOpen(VentrosError):
    """A sealed credential does not open: it was altered, or sealed for another place."""


def channel_context(tenant_id: UUID, channel_id: UUID, field: Literal["config", "secret"]) -> bytes:
    """Where a channel's sealed config or webhook secret belongs."""
    return f"channel/{tenant_id}/{channel_id}/{field}".encode()


class Sealer:
    """Seals with the first of its keys, opens with any of them."""

    def __init__(self, keys: dict[str, bytes]) -> None:
        if not keys or any(len(key) != 32 or not KEY_ID.fullmatch(name) for name, key in keys.items()):
            raise BadKeys
        self._ciphers = {name: AESGCM(key) for name, key in keys.items()}
        self._newest = next(iter(keys))

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        """With the keys of the settings, or the key file of the data folder. Raises BadKeys."""
        told = settings.encryption_keys.get_secret_value()
        return cls(_read(told or keep(settings.data_dir / "keys" / "encryption.key", _new_key).decode()))

    def seal(self, plain: bytes, context: bytes) -> bytes:
        """Encrypt for one place. Two seals of the same value differ."""
        head = bytes([FORMAT, len(self._newest)]) + self._newest.encode()
        nonce = secrets.token_bytes(NONCE)
        return head + nonce + self._ciphers[self._newest].encrypt(nonce, plain, head + context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """What was sealed. Raises CannotOpen when the key is not among ours, or value or place are not the same."""
        head, nonce, ciphertext = _parts(sealed)
        name = head[2:].decode("ascii", "replace")
        if name not in self._ciphers:
            raise CannotOpen(f"A credential is sealed with the key {name!r}: put it back among the encryption keys.")
        try:
            return self._ciphers[name].decrypt(nonce, ciphertext, head + context)
        except InvalidTag:
            raise CannotOpen from None


def _parts(sealed: bytes) -> tuple[bytes, bytes, bytes]:
    start = 2 + sealed[1] if len(sealed) > 1 else 0
    if not start or sealed[0] != FORMAT or len(sealed) < start + NONCE + 16:
        raise CannotOpen
    return sealed[:start], sealed[start : start + NONCE], sealed[start + NONCE :]


def _read(text: str) -> dict[str, bytes]:
    keys: dict[str, bytes] = {}
    for entry in text.replace(",", " ").split():
        name, _, encoded = entry.partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            raise BadKeys from None
        if name in keys:
            raise BadKeys(f"Two encryption keys are called {name!r}: give the newer one another id.")
        keys[name] = key
    return keys


def _new_key() -> bytes:
    # A random id: two installations that both called theirs "default" would blame an alteration for a mix-up.
    return f"k{secrets.token_hex(4)}:{base64.b64encode(secrets.token_bytes(32)).decode()}\n".encode()
