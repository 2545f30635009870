"""What is inside a WhatsApp message: the engine's `Message` part and the fields that WAHA derives from it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from pipelines.demo.script import Kind

Json = dict[str, Any]


@dataclass(frozen=True)
class Content:
    """One message's content. `media` is None or (mimetype, file extension, original file name)."""

    body: str
    proto: Json
    media_type: str = ""
    media: tuple[str, str, str | None] | None = None
    fields: Json = field(default_factory=dict)


@dataclass(frozen=True)
class Quoted:
    """The message that a reply points at; `participant` is its writer as WAHA names people."""

    stanza: str
    participant: str
    body: str


def content(kind: Kind, text: str, quoted: Quoted | None, rng: random.Random) -> Content:
    """The content of a message of this kind, from its text in the notation of script.py."""
    if kind == "reply" and quoted is not None:
        return _reply(text, quoted)
    return _BUILD.get(kind, _text)(text, rng)


def _text(text: str, _rng: random.Random) -> Content:
    return Content(text, {"conversation": text})


def _reply(text: str, quoted: Quoted) -> Content:
    context = {"stanzaID": quoted.stanza, "participant": quoted.participant.replace("@c.us", "@s.whatsapp.net"),
               "quotedMessage": {"conversation": quoted.body}}  # fmt: skip
    reply_to = {"id": quoted.stanza, "participant": quoted.participant,
                "body": quoted.body, "hasMedia": False, "media": None,
                "_data": {"conversation": quoted.body}}  # fmt: skip
    proto = {"extendedTextMessage": {"text": text, "contextInfo": context}}
    return Content(text, proto, fields={"replyTo": reply_to})


def _ad(text: str, rng: random.Random) -> Content:
    source = f"{rng.randrange(10**14, 10**15)}"
    advert = {"title": "Campaign of the month", "body": "Talk to us on WhatsApp", "mediaType": 1, "sourceType": "ad",
              "sourceID": source, "sourceURL": f"https://ads.example/{source}",
              "sourceApp": rng.choice(("facebook", "instagram")), "showAdAttribution": True}  # fmt: skip
    if rng.random() < 0.7:  # Meta leaves the click id out for people who opted out of tracking
        advert["ctwaClid"] = f"{rng.getrandbits(160):040x}"
    context = {"entryPointConversionSource": "ctwa_ad", "entryPointConversionApp": advert["sourceApp"],
               "externalAdReply": advert}  # fmt: skip
    return Content(text, {"extendedTextMessage": {"text": text, "contextInfo": context}})


def _image(text: str, rng: random.Random) -> Content:
    proto = {"mimetype": "image/jpeg", "fileLength": rng.randrange(40_000, 400_000), "height": 1280, "width": 960}
    proto |= {"caption": text} if text else {}
    return Content(text, {"imageMessage": proto}, "image", ("image/jpeg", "jpeg", None))


def _voice(text: str, rng: random.Random) -> Content:
    mimetype = "audio/ogg; codecs=opus"
    proto = {
        "mimetype": mimetype,
        "seconds": int(text),
        "PTT": True,
        "fileLength": int(text) * 2_400 + rng.randrange(900),
    }
    return Content("", {"audioMessage": proto}, "ptt", (mimetype, "oga", None))


def _document(text: str, rng: random.Random) -> Content:
    name, caption = text.split("|")
    proto = {"mimetype": "application/pdf", "fileName": name, "title": name, "caption": caption,
             "pageCount": 1, "fileLength": rng.randrange(20_000, 90_000)}  # fmt: skip
    return Content(caption, {"documentMessage": proto}, "document", ("application/pdf", "pdf", name))


def _sticker(_text: str, rng: random.Random) -> Content:
    proto = {"mimetype": "image/webp", "fileLength": rng.randrange(9_000, 60_000), "height": 512, "width": 512}
    return Content("", {"stickerMessage": proto}, "sticker", ("image/webp", "webp", None))


def _location(text: str, rng: random.Random) -> Content:
    name, address = text.split("|")
    latitude, longitude = (-19.93, -43.94) if address.startswith(("Rua", "Av.", "Alameda")) else (30.27, -97.74)
    latitude, longitude = round(latitude + rng.random() / 50, 6), round(longitude + rng.random() / 50, 6)
    proto = {"degreesLatitude": latitude, "degreesLongitude": longitude, "name": name, "address": address}
    place = {"latitude": str(latitude), "longitude": str(longitude), "live": False, "name": name, "address": address}
    return Content("", {"locationMessage": proto}, "location", fields={"location": place})


def _contact(text: str, _rng: random.Random) -> Content:
    name, phone = text.split("|")
    vcard = f"BEGIN:VCARD\nVERSION:3.0\nN:;{name};;;\nFN:{name}\nTEL;type=CELL:{phone}\nEND:VCARD"
    return Content("", {"contactMessage": {"displayName": name, "vcard": vcard}}, "vcard", fields={"vCards": [vcard]})


_BUILD: dict[Kind, Callable[[str, random.Random], Content]] = {
    "image": _image, "voice": _voice, "document": _document, "sticker": _sticker,
    "location": _location, "contact": _contact, "ad": _ad,
}  # fmt: skip
