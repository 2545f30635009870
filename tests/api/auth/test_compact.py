"""Texts that are no token in the one way of writing it. All of them are refused before any key is looked for."""

import base64
import json
import zlib

import pytest

from contracts.errors import Unauthenticated


def bits(text):
    """The bytes of the last part."""
    last = text.rpartition(".")[2]
    return base64.urlsafe_b64decode(last + "=" * (-len(last) % 4))


def es256(k):
    return k.sign(header=k.header(alg="ES256", kid="k2"), alg="ES256")


def last_letter(token):
    """The same bytes in other letters: the unused bits of the last one are set."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    other = token[:-1] + alphabet[alphabet.index(token[-1]) ^ 1]
    assert bits(other) == bits(token)
    return other


def padded(token, part):
    parts = token.split(".")
    parts[part] += "=" * (-len(parts[part]) % 4 or 4)
    return ".".join(parts)


FORM = {
    **{
        f"{text!r}": lambda k, text=text: text
        for text in (
            "",
            ".",
            "..",
            "...",
            "a.b",
            "a.b.c",
            "e30.e30.e30",
            "null",
            "{}",
            "Bearer",
            "\0",
            "vk",
            "🔑.🔑.🔑",
        )
    },
    "two parts": lambda k: k.sign().rpartition(".")[0],
    "four parts": lambda k: k.sign() + ".e30",
    "five parts, as if encrypted": lambda k: k.sign() + ".e30.e30",
    "an empty part in front": lambda k: "." + k.sign(),
    "a dot behind": lambda k: k.sign() + ".",
    **{f"padding in part {part}": lambda k, part=part: padded(k.sign(), part) for part in range(3)},
    "padding too much": lambda k: k.sign() + "====",
    "unused bits in the last letter": lambda k: last_letter(k.sign()),
    "unused bits in the last letter, ES256": lambda k: last_letter(es256(k)),
    "white space in front": lambda k: " " + k.sign(),
    "white space behind": lambda k: k.sign() + " ",
    "a new line behind": lambda k: k.sign() + "\n",
    "a new line inside": lambda k: k.sign().replace(".", ".\n", 1),
    "a tab inside": lambda k: k.sign()[:20] + "\t" + k.sign()[20:],
    "a NUL behind": lambda k: k.sign() + "\0",
    "a zero-width space inside": lambda k: k.sign().replace(".", ".\u200b", 1),
    "a full-width full stop": lambda k: k.sign().replace(".", "\uff0e", 1),
    "full-width letters": lambda k: "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in k.sign()),
    "the alphabet of plain base64": lambda k: k.sign().replace("-", "+").replace("_", "/") + "/",
    "header in UTF-16": lambda k: k.sign(header=json.dumps(k.header()).encode("utf-16")),
    "claims in UTF-16": lambda k: k.sign(json.dumps(k.claims()).encode("utf-16-le")),
    "claims with a byte order mark": lambda k: k.sign(b"\xef\xbb\xbf" + json.dumps(k.claims()).encode()),
    "claims not UTF-8": lambda k: k.sign(json.dumps(k.claims(sub="an?")).encode().replace(b"?", b"\xe9")),
    "claims deflated": lambda k: k.sign(zlib.compress(json.dumps(k.claims()).encode())),
    **{
        f"claims are {raw!r}": lambda k, raw=raw: k.sign(raw)
        for raw in (b"null", b"[]", b'"x"', b"1", b"{", b"{}{}", b" ")
    },
    **{
        f"header is {raw!r}": lambda k, raw=raw: k.sign(header=raw)
        for raw in (b"null", b"[]", b'"x"', b"1", b"{", b"{}")
    },
    "claims nested deeper than the stack": lambda k: k.sign(b'{"a":' + b"[" * 2900 + b"]" * 2900 + b"}"),
    "header nested deeper than the stack": lambda k: k.sign(header=b'{"a":' + b"[" * 2500 + b"]" * 2500 + b"}"),
    "longer than any token": lambda k: k.sign(k.claims(padding="p" * 8192)),
    "a megabyte": lambda k: k.sign()[:-1] + "A" * 1_000_000,
    "JSON serialization": lambda k: json.dumps(
        dict(zip(("protected", "payload", "signature"), k.sign().split("."), strict=True))
    ),
}


@pytest.mark.parametrize("name", FORM)
def test_what_is_not_well_formed_is_refused_before_a_key_is_looked_for(read, keycloak, name):
    with pytest.raises(Unauthenticated):
        read(FORM[name](keycloak))
