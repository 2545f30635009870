"""The notation of the scenarios.

A line reads `<who>[ <kind>]: <text>`: `c` is the customer, `s` the shop; without a kind it is a text. `...` lets some
days pass. Kinds: image, voice (seconds), document (file|caption), sticker, location (name|address), contact
(name|phone), reply (quotes the other side's last message), ad (a text sent from a click-to-WhatsApp advert), react
(to the other side's last message), edit and revoke (of one's own last message), typing, call. Slots in braces are
filled once per conversation, so an order number stays the same throughout.
"""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

Kind = Literal["text", "image", "voice", "document", "sticker", "location", "contact", "reply", "ad",
               "react", "edit", "revoke", "typing", "call", "pause"]  # fmt: skip
Who = Literal["c", "s"]

MESSAGES: frozenset[Kind] = frozenset(
    ("text", "image", "voice", "document", "sticker", "location", "contact", "reply", "ad")
)
_LINE = re.compile(r"(?P<who>[cs])(?: (?P<kind>[a-z]+))?: ?(?P<text>.*)")


@dataclass(frozen=True)
class Turn:
    """One line of a conversation, its slots filled."""

    who: Who
    kind: Kind
    text: str


def parse(line: str) -> Turn:
    """Read one line of the notation; raises ValueError when it is not one."""
    if line == "...":
        return Turn("c", "pause", "")
    match = _LINE.fullmatch(line)
    kind = (match["kind"] or "text") if match else ""
    if match is None or kind not in get_args(Kind):
        raise ValueError(f"Not a line of a scenario: {line!r}")
    return Turn(cast("Who", match["who"]), cast("Kind", kind), match["text"])


def fill(script: Sequence[str], slots: Mapping[str, str]) -> list[Turn]:
    """The script's turns with every slot replaced; raises KeyError for a slot nobody fills."""
    return [parse(line.format_map(slots)) for line in script]


class Deck:
    """Deals every scenario once before any comes back."""

    def __init__(self, scenarios: Mapping[str, tuple[str, ...]], rng: random.Random) -> None:
        self._scenarios, self._rng, self._left = list(scenarios.values()), rng, list[tuple[str, ...]]()

    def deal(self) -> tuple[str, ...]:
        """The next scenario."""
        if not self._left:
            self._left = self._rng.sample(self._scenarios, len(self._scenarios))
        return self._left.pop()
