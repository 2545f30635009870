"""WAHA's names: of messages (`true_5531900000001@c.us_3EB0…`), of chats and people (`5531900000001@c.us`)."""

import re
from dataclasses import dataclass
from functools import lru_cache

from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity, best_identity
from contracts.types import e164

JID = re.compile(r"(?P<user>[0-9A-Za-z._-]{1,64})(?::[0-9]{1,6})?@(?P<server>[a-z.]{1,32})")
"""A name is user@server; `:3` is the device, which is no part of who somebody is."""

MAX_JID = 110
"""Longest name, in characters: what is longer is not even kept in the cache."""

SAME_SERVER = {"s.whatsapp.net": "c.us", "hosted": "c.us", "hosted.lid": "lid"}
"""Servers that name the same people by the same user."""

PERSON = ("c.us", "lid")
CHAT_TYPES = {"c.us": ChatType.INDIVIDUAL, "lid": ChatType.INDIVIDUAL, "g.us": ChatType.GROUP}


@dataclass(frozen=True)
class Jid:
    """A WhatsApp name in its one form: no device, `@c.us` for every spelling of a phone number."""

    user: str
    server: str

    def __str__(self) -> str:
        return f"{self.user}@{self.server}"

    @property
    def chat_type(self) -> ChatType | None:
        """None for stories, broadcast lists, newsletters and bots: what happens there opens no conversation."""
        return CHAT_TYPES.get(self.server)


def jid(name: str | None) -> Jid | None:
    """Read a name, None when it is none."""
    return _jid(name) if name and len(name) <= MAX_JID else None


@lru_cache(maxsize=65536)
def _jid(name: str) -> Jid | None:
    found = JID.fullmatch(name)
    if not found:
        return None
    server = SAME_SERVER.get(found["server"], found["server"])
    user = found["user"].partition(".")[0] if server in PERSON else found["user"]
    return Jid(user, server) if user else None


@lru_cache(maxsize=65536)
def identity(name: Jid) -> Identity | None:
    """The exact name of a person: phone, LID, or `wa_id` for digits that are no possible phone. None for others."""
    if name.server not in PERSON or not (name.user.isascii() and name.user.isdigit()):
        return None
    if name.server == "lid":
        return Identity("lid", name.user)
    try:
        return Identity("phone", e164(f"+{name.user}"))
    except ValueError:
        return Identity("wa_id", name.user)


def jid_of(known: Identity) -> Jid | None:
    """The name that an identity comes from, None when it comes from none of WhatsApp's."""
    if known.scheme == "lid":
        return Jid(known.value, "lid")
    return Jid(known.value.removeprefix("+"), "c.us") if known.scheme in ("phone", "wa_id") else None


def person(names: list[Jid | None]) -> dict[Identity, Jid]:
    """The identities among several names of one person, the first of each scheme: two phones would be two people."""
    found: dict[str, tuple[Identity, Jid]] = {}
    for name in names:
        if name and (known := identity(name)):
            found.setdefault(known.scheme, (known, name))
    return dict(found.values())


def best(names: list[Jid | None]) -> str:
    """The name of a person by which WAHA knows them best (a phone before a LID), '' when there is none."""
    known = person(names)
    return str(known[best_identity(list(known))]) if known else ""


def message_id(name: str) -> str:
    """The canonical id of a message: the bare id out of `{fromMe}_{chat}_{id}[_{participant}]`, else the whole."""
    parts = _parts(name)
    return parts[2] if parts else name


def message_chat(name: str | None) -> Jid | None:
    """The chat that a message's long id names."""
    parts = _parts(name or "")
    return jid(parts[1]) if parts else None


def message_participant(name: str | None) -> Jid | None:
    """The member of a group that a message's long id names."""
    parts = _parts(name or "")
    return jid(parts[3]) if len(parts) > 3 else None


def _parts(name: str) -> list[str]:
    parts = name.split("_")
    long = len(parts) in (3, 4) and parts[0] in ("true", "false") and "@" in parts[1] and parts[2]
    return parts if long else []


def chat_id(chat: str) -> str:
    """How a chat is called when WAHA is asked: a phone number becomes `digits@c.us`, a name stays what it is."""
    digits = chat.removeprefix("+")
    return f"{digits}@c.us" if digits.isascii() and digits.isdigit() else chat


def long_id(chat: str, provider_id: str) -> str:
    """The long id of a message of ours, from its canonical one."""
    return f"true_{chat_id(chat)}_{provider_id}"
