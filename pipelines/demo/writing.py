"""How customers really type: accents left out, letters swapped, everything in capitals, emojis."""

import random
import re
import unicodedata
from collections.abc import Callable

from pipelines.demo.people import Style

_SHORTHAND = {"você": "vc", "vocês": "vcs", "também": "tb", "porque": "pq",
              "please": "pls", "thanks": "thx", "you": "u",
              "que": "q", "gracias": "grax"}  # fmt: skip
_WORD = re.compile(r"(?<![\w@.])[^\W\d_]+(?![\w@.])")


def restyle(text: str, style: Style, rng: random.Random) -> str:
    """The text as a customer of this style would type it; numbers, e-mails and order codes stay as they are."""
    return _STYLES[style](text, rng)


def _plain(text: str, _rng: random.Random) -> str:
    return text


def _unaccented(text: str, _rng: random.Random) -> str:
    bare = unicodedata.normalize("NFKD", text.replace("¿", "").replace("¡", ""))
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))


def _hasty(text: str, rng: random.Random) -> str:
    def mistype(match: re.Match[str]) -> str:
        word = match[0]
        if len(word) < 5 or rng.random() > 0.15:
            return _SHORTHAND.get(word, word)
        i = rng.randrange(1, len(word) - 2)
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]

    return _WORD.sub(mistype, text)


def _loud(text: str, rng: random.Random) -> str:
    if rng.random() < 0.6:
        return text
    return _WORD.sub(lambda match: match[0].upper(), text) + "!" * rng.randrange(1, 4)


def _cheerful(text: str, rng: random.Random) -> str:
    return text if rng.random() < 0.5 else f"{text} {rng.choice('😊🙏😅🎉🌵🚴💚')}"


_STYLES: dict[Style, Callable[[str, random.Random], str]] = {
    "plain": _plain, "unaccented": _unaccented, "hasty": _hasty, "loud": _loud, "cheerful": _cheerful,
}  # fmt: skip
