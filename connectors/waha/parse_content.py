"""What a message consists of: its type, text, file, and what else is worth keeping."""

from dataclasses import dataclass, field
from typing import Any

from connectors.waha.ids import jid, message_id
from connectors.waha.payload import MAX_ID, NOTHING, Fields, clean
from contracts.crm.message import ContentType, Media

MAX_URL = 4096
MAX_VALUE = 4096
MAX_LIST = 100
MAX_WRAPPERS = 5

_T = ContentType
KINDS: dict[str, ContentType | None] = {
    # GOWS and NOWEB: the key of WhatsApp's own message
    "conversation": _T.TEXT,
    "extendedtextmessage": _T.TEXT,
    "imagemessage": _T.IMAGE,
    "videomessage": _T.VIDEO,
    "ptvmessage": _T.VIDEO,
    "audiomessage": _T.AUDIO,
    "documentmessage": _T.DOCUMENT,
    "stickermessage": _T.STICKER,
    "locationmessage": _T.LOCATION,
    "livelocationmessage": _T.LOCATION,
    "contactmessage": _T.CONTACT,
    "contactsarraymessage": _T.CONTACT,
    "protocolmessage": None,
    "reactionmessage": None,
    "encreactionmessage": None,
    "pollupdatemessage": None,
    "enceventresponsemessage": None,
    "keepinchatmessage": None,
    "pininchatmessage": None,
    "devicesentmessage": None,
    "call": None,
    # WEBJS and WPP: their own type
    "chat": _T.TEXT,
    "image": _T.IMAGE,
    "video": _T.VIDEO,
    "ptv": _T.VIDEO,
    "audio": _T.AUDIO,
    "ptt": _T.VOICE,
    "document": _T.DOCUMENT,
    "sticker": _T.STICKER,
    "location": _T.LOCATION,
    "vcard": _T.CONTACT,
    "multi_vcard": _T.CONTACT,
    "ciphertext": None,
    "revoked": None,
    "protocol": None,
    "reaction": None,
    "e2e_notification": None,
    "notification": None,
    "notification_template": None,
    "gp2": None,
    "broadcast_notification": None,
    "call_log": None,
    "poll_update": None,
}
"""The kinds of message by engine. None: it says something to the phone, not to a person."""

WRAPPERS = (
    "ephemeralmessage",
    "viewoncemessage",
    "viewoncemessagev2",
    "viewoncemessagev2extension",
    "documentwithcaptionmessage",
    "lottiestickermessage",
    "groupmentionedmessage",
)
"""Messages that hold another one under `message`."""

WITH_FILE = (_T.IMAGE, _T.VIDEO, _T.AUDIO, _T.VOICE, _T.DOCUMENT, _T.STICKER)
WITHOUT_TEXT = (_T.LOCATION, _T.CONTACT)
"""WEBJS puts a picture of the map, or the card itself, where the text should be."""

AD = {
    "conversion_source": "entryPointConversionSource",
    "conversion_app": "entryPointConversionApp",
    "external_source": "entryPointConversionExternalSource",
    "external_medium": "entryPointConversionExternalMedium",
    "conversion_data": "conversionData",
}
AD_REPLY = {
    "ad_source_type": "sourceType",
    "ad_source_id": "sourceID",
    "ad_source_app": "sourceApp",
    "ad_source_url": "sourceURL",
    "ctwa_clid": "ctwaClid",
}
"""How the advertisement is told of that brought somebody here; the names on the left are ours."""


@dataclass(frozen=True)
class Content:
    """What a message consists of: `type` None when there is nothing to record; `kind` is the engine's word."""

    type: ContentType | None
    kind: str
    text: str | None = None
    media: Media | None = None
    reply_to: str | None = None
    mentions: list[str] = field(default_factory=list)
    metadata: dict[str, Any] = field(default_factory=dict)


def content(payload: Fields) -> Content:
    """Read the content of a message's payload, whatever engine wrote it."""
    data = payload.fields("_data")
    proto = _unwrapped(data.fields("message"))
    key = next((name for name in proto if name in KINDS), None)
    kind = (
        key
        or data.text("type")
        or data.fields("Info").text("MediaType")
        or next((name for name in proto if name != "messagecontextinfo"), "")
    )
    part = proto.fields(key) if key else NOTHING
    media = _media(payload, data, part)
    found = _type(kind.lower(), payload, part, media)
    text = None if found in WITHOUT_TEXT else _text(payload, proto, part)
    if found is None or (found is _T.TEXT and text is None):
        return Content(None, kind)
    return Content(
        type=found,
        kind=kind,
        text=text,
        media=(media or Media()) if found in WITH_FILE else None,
        reply_to=_reply_to(payload, data, part),
        mentions=_mentions(payload, data, part),
        metadata=_metadata(found, payload, data, part),
    )


def _unwrapped(proto: Fields) -> Fields:
    for _ in range(MAX_WRAPPERS):
        inner = next((name for name in WRAPPERS if proto.fields(name, "message")), None)
        if inner is None:
            break
        proto = proto.fields(inner, "message")
    return proto


def _type(kind: str, payload: Fields, part: Fields, media: Media | None) -> ContentType | None:
    known = KINDS.get(kind, _T.TEXT)
    if known is _T.AUDIO and part.flag("ptt"):
        return _T.VOICE
    if known is not _T.TEXT:
        return known
    if payload.fields("location"):
        return _T.LOCATION
    if payload.listed("vCards"):
        return _T.CONTACT
    return _type_of_file(media.mimetype or "") if media else _T.TEXT


def _type_of_file(mimetype: str) -> ContentType:
    """The type by MIME type, where the engine says nothing: a recording is always Ogg, a sticker always WebP."""
    family, _, rest = mimetype.lower().partition("/")
    if mimetype.startswith(("image/webp", "application/was")):
        return _T.STICKER
    if family == "audio":
        return _T.VOICE if rest.startswith("ogg") else _T.AUDIO
    return {"image": _T.IMAGE, "video": _T.VIDEO}.get(family, _T.DOCUMENT)


def _text(payload: Fields, proto: Fields, part: Fields) -> str | None:
    found = payload.text("body") or proto.text("conversation") or part.text("text", "caption")
    return found if found and found.strip() else None


def _media(payload: Fields, data: Fields, part: Fields) -> Media | None:
    media = payload.fields("media")
    url = media.text("url") or payload.text("mediaUrl")
    mimetype = media.text("mimetype") or part.text("mimetype") or data.text("mimetype")
    if not (payload.flag("hasMedia") or url or media.text("mimetype")):
        return None
    filename = media.text("filename") or part.text("fileName") or data.text("filename")
    web = url is not None and url.startswith(("https://", "http://")) and len(url) <= MAX_URL
    return Media(url=url if web else None, mimetype=_short(mimetype), filename=_short(filename))


def _short(text: str | None) -> str | None:
    return text[:MAX_ID] if text else None


def _reply_to(payload: Fields, data: Fields, part: Fields) -> str | None:
    quoted = payload.fields("replyTo").text("id") or payload.text("replyTo")
    quoted = quoted or part.fields("contextInfo").text("stanzaId") or data.text("quotedStanzaID")
    return message_id(quoted) if quoted and len(quoted) <= MAX_ID else None


def _mentions(payload: Fields, data: Fields, part: Fields) -> list[str]:
    listed = payload.listed("mentionedJid") or part.fields("contextInfo").listed("mentionedJid")
    names = [jid(_name(item)) for item in (listed or data.listed("mentionedJidList"))[:MAX_LIST]]
    return list(dict.fromkeys(str(name) for name in names if name))


def _name(item: object) -> str | None:
    return item if isinstance(item, str) else Fields(item).text("_serialized")


def _metadata(found: ContentType, payload: Fields, data: Fields, part: Fields) -> dict[str, Any]:
    about = {"ad": _ad(data, part)}
    if found in (_T.AUDIO, _T.VOICE, _T.VIDEO):
        about["seconds"] = part.integer("seconds") or data.integer("duration")
    if found is _T.LOCATION:
        about["location"] = _location(payload.fields("location"), part)
    if found is _T.CONTACT:
        about["contacts"] = _contacts(payload, part)
    return {name: value for name, value in about.items() if value}


def _ad(data: Fields, part: Fields) -> Any:
    context = part.fields("contextInfo")
    reply = context.fields("externalAdReply") or data.fields("ctwaContext")
    found = {ours: context.text(theirs) for ours, theirs in AD.items()}
    found |= {ours: reply.text(theirs) for ours, theirs in AD_REPLY.items()}
    return {name: value for name, value in found.items() if value and len(value) <= MAX_VALUE}


def _location(told: Fields, part: Fields) -> Any:
    found = {
        "latitude": _degrees(told.get("latitude"), part.get("degreesLatitude")),
        "longitude": _degrees(told.get("longitude"), part.get("degreesLongitude")),
        "name": told.text("name") or part.text("name"),
        "address": told.text("address") or part.text("address"),
    }
    return {name: value for name, value in found.items() if value is not None and len(str(value)) <= MAX_VALUE}


def _degrees(*values: object) -> float | None:
    for value in values:
        try:
            degrees = float(value) if isinstance(value, int | float | str) else None
        except (ValueError, OverflowError):
            continue
        if degrees is not None and -180 <= degrees <= 180:
            return degrees
    return None


def _contacts(payload: Fields, part: Fields) -> Any:
    cards = [{"vcard": clean(card)} for card in payload.listed("vCards") if isinstance(card, str)]
    listed = [Fields(item) for item in part.listed("contacts")] or [part]
    named = [{"name": _short(card.text("displayName")), "vcard": card.text("vcard")} for card in listed]
    found = [card for card in named if card["vcard"]] or cards
    return [card for card in found[:MAX_LIST] if len(card["vcard"] or "") <= MAX_VALUE]
