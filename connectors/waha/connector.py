"""WhatsApp through WAHA: verify, translate, send."""

import hmac
import re
from collections.abc import Collection, Mapping, Sequence
from hashlib import sha256, sha512
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

import httpx
import orjson
from pydantic import AfterValidator, BaseModel, Field, SecretStr, ValidationError

from connectors.http import Response, check_url, request
from connectors.waha import ids, parse
from connectors.waha.ids import chat_id, jid_of, long_id, message_id
from connectors.waha.payload import NOTHING, Fields
from connectors.waha.quotes import names_in, without_quotes
from contracts.connector import Observation, Outgoing, Raw, Receipt
from contracts.crm.contact import Identity
from contracts.errors import Invalid, OutcomeUnknown, Rejected

SIGNATURE = re.compile("[0-9a-fA-F]{128}")
KEY = r"^[\x21-\x7e]+$"
MAX_REASON = 300
TRANSIENT = (408, 425, 429)
UNCLEAR = (502, 504)
"""A proxy lost its connection to WAHA: it may have taken the message."""


def _base_url(value: str) -> str:
    try:
        url = httpx.URL(value)
    except httpx.InvalidURL as error:
        raise ValueError("is not a URL such as https://waha.example.com") from error
    if url.scheme not in ("http", "https") or not url.host or url.userinfo or url.query or url.fragment:
        raise ValueError("is not a URL such as https://waha.example.com, without user name and query")
    return value.rstrip("/")


class WahaSettings(BaseModel, extra="forbid", frozen=True):
    """What it takes to speak to a WAHA server."""

    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        max_length=500, description="Address of the WAHA server, such as https://waha.example.com."
    )
    api_key: SecretStr = Field(
        min_length=1, max_length=500, description="The key that WAHA expects in the header X-Api-Key."
    )


class Waha:
    """WhatsApp through a WAHA server of one's own. `allow`: host:port of servers that stand on private addresses."""

    kind = "waha"
    label = "WhatsApp (WAHA)"
    Settings: type[BaseModel] = WahaSettings

    def __init__(self, allow: Sequence[str] = (), timeout: float = 10.0) -> None:
        self._allow = allow
        self._timeout = timeout

    def check(self, settings: Mapping[str, Any]) -> None:
        """Whether these settings can be used. Raises Invalid with a reason that names no secret."""
        check_url(_read(settings).base_url, self._allow)

    def verify(self, secret: str, headers: Mapping[str, str], body: bytes) -> bool:
        """Whether `X-Webhook-Hmac` is the HMAC-SHA512 of the raw bytes. An empty secret verifies nothing."""
        given = {name.lower(): value for name, value in headers.items()}
        signature = given.get("x-webhook-hmac", "")
        algorithm = given.get("x-webhook-hmac-algorithm", "sha512")
        if not secret or algorithm.lower() != "sha512" or not SIGNATURE.fullmatch(signature):
            return False
        expected = hmac.new(secret.encode(), body, sha512).hexdigest()
        return hmac.compare_digest(expected, signature.lower())

    def conversation(self, body: bytes) -> str:
        """The chat that a webhook is about, '' when it is about none. Never raises."""
        return parse.conversation(body)

    def sender(self, body: bytes) -> str:
        """The person whose data a webhook holds, '' when unknown. Never raises."""
        return parse.sender(body)

    def named(self, identity: Identity) -> str:
        """What `sender` calls a person of this identity, '' when WhatsApp knows no such name."""
        return str(jid_of(identity) or "")

    def identity(self, name: str) -> Identity | None:
        """Whom a name (`5531900000001@c.us`, `…@lid`) means; None for a group, or what is no name."""
        found = ids.jid(name)
        return ids.identity(found) if found else None

    def names_in(self, body: bytes) -> set[str]:
        """What people are called who stand anywhere in a webhook. Never raises."""
        return names_in(body)

    def without_quotes(self, body: bytes, names: Collection[str]) -> bytes:
        """A webhook without the words of a person that it quotes. Raises Unparsable when it cannot be read."""
        return without_quotes(body, names)

    def parse(self, raw: Raw) -> list[Observation]:
        """What a webhook tells. Raises Unparsable when it has not the documented shape."""
        return parse.parse(raw)

    async def send(self, settings: Mapping[str, Any], session: str, message: Outgoing) -> Receipt:
        """Send a text. The id that we ask for makes a repetition the same message to WhatsApp."""
        body = {
            "session": session,
            "chatId": chat_id(message.chat),
            "text": message.text,
            "id": message.provider_id,
            **({"reply_to": message.reply_to} if message.reply_to else {}),
        }
        answer = await self._call(settings, "POST", "/api/sendText", body)
        if not answer.ok:
            raise _refused(answer)
        return Receipt(_id_of(answer) or message.provider_id)

    async def find(self, settings: Mapping[str, Any], session: str, message: Outgoing) -> Receipt | None:
        """Look a message up by its id; None when WAHA says that it has no such message."""
        chat, name = chat_id(message.chat), long_id(message.chat, message.provider_id)
        path = f"/api/{_part(session)}/chats/{_part(chat)}/messages/{_part(name)}"
        answer = await self._call(settings, "GET", f"{path}?downloadMedia=false")
        if answer.ok:
            return Receipt(_id_of(answer) or message.provider_id) if _object(answer) else None
        if answer.status == 404 and "message not found" in _reason(answer).lower():
            return None  # a session or a server that is not found proves nothing
        raise _refused(answer)

    def new_provider_id(self, message_id: UUID) -> str:
        """An id as WhatsApp Web makes them: 3EB0 and 18 hexadecimal digits."""
        return f"3EB0{sha256(message_id.bytes).hexdigest()[:18].upper()}"

    async def _call(self, settings: Mapping[str, Any], method: str, path: str, body: Any = None) -> Response:
        try:
            known = _read(settings)
        except Invalid as error:
            raise Rejected(str(error), permanent=True) from error
        return await request(
            method,
            known.base_url + path,
            json=body,
            headers={"X-Api-Key": known.api_key.get_secret_value()},
            allow=self._allow,
            timeout=self._timeout,
            idempotent=method == "GET",
        )


def _read(settings: Mapping[str, Any]) -> WahaSettings:
    try:
        found = WahaSettings.model_validate(dict(settings))
    except ValidationError as error:
        wrong = error.errors(include_input=False, include_url=False, include_context=False)
        raise Invalid("; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in wrong)) from None
    if not re.fullmatch(KEY, found.api_key.get_secret_value()):
        raise Invalid("api_key: only visible ASCII characters fit into a header")
    return found


def _part(name: str) -> str:
    """A name as one part of a path: nothing in it leads out of that part."""
    return quote(name, safe="").replace(".", "%2E")


def _object(answer: Response) -> Fields:
    try:
        return Fields(orjson.loads(answer.body))
    except orjson.JSONDecodeError:
        return NOTHING


def _id_of(answer: Response) -> str | None:
    """The id of a message: GOWS answers with the long id, WEBJS with an object, NOWEB with a key."""
    told = _object(answer)
    found = told.text("id") or told.fields("id").text("_serialized", "id") or told.fields("key").text("id")
    return message_id(found) if found else None


def _reason(answer: Response) -> str:
    """What WAHA says about a refusal, in its several shapes."""
    told = _object(answer)
    said = told.fields("exception").text("message") or told.text("message")
    listed = "; ".join(part for part in told.listed("message") if isinstance(part, str))
    return (said or listed or told.text("error") or f"HTTP {answer.status}")[:MAX_REASON]


def _refused(answer: Response) -> Rejected | OutcomeUnknown:
    reason = f"WAHA: {_reason(answer)}"
    if answer.status in UNCLEAR:
        return OutcomeUnknown(reason)
    waits = answer.status == 422 and bool(_object(answer).listed("expected"))  # the session is starting, or stopped
    return Rejected(reason, permanent=not (waits or answer.status in TRANSIENT or answer.status >= 500))
