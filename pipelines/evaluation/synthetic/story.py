"""Small stories written by hand, and how they are read. A dialogue is many of them, told in turns over months.

A line of a story is one of these; `{slots}` are filled in by cast.py, of `[one|another]` one is drawn.

    # bicycles: Shop | Other shop      the trade of what follows; `# any` fits every shop, `# chatter` tells nothing
    ## name                            a story begins
    $ item saddle | lamp               values that a slot of this story may take
    c a: text                          the customer says it; `a` is the name by which the lines below cite it
    -- 30                              what follows is said in another session, at least 30 days later
    ?m a b: text                       a question of several hops, with what it rests on; KINDS has the others
    / text                             the same question in words that are further from what was said
    = lives_at c a {street}            from `a` on this holds of `c`; `-` instead: no longer
    x lives_at c b                     `b` sounds like a change, and is none

Who speaks: `c` the customer, `p` somebody close to the customer, `s` who serves them, `t` a colleague of theirs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

KINDS: Mapping[str, str] = {
    "m": "multi-hop",
    "t": "temporal",
    "o": "open-domain",
    "s": "single-hop",
    "a": "adversarial",
    "u": "unanswerable",
}
_SAID = re.compile(r"([cpst])(?: (\w+))?: (.+)")
_ASKED = re.compile(r"\?([motsau])((?: \w+)*): (.+)")
_CLAIMED = re.compile(r"([=x-]) ([a-z_]+) ([cpst]) (\w+)(?: (.+))?")


@dataclass(frozen=True)
class Said:
    """A line: who says it, what it says, and the name by which it is cited, if it is."""

    who: str
    label: str
    text: str


@dataclass
class Part:
    """What is said in one session, so many days after the part before it."""

    after: int
    said: list[Said] = field(default_factory=list)


@dataclass(frozen=True)
class Asked:
    """A question, in the words that may be chosen for it, with the names of the lines that answer it."""

    kind: str
    labels: tuple[str, ...]
    texts: list[str]


@dataclass(frozen=True)
class Claimed:
    """What a line makes true of somebody (`=`), ends (`-`), or only seems to change (`x`)."""

    sign: str
    predicate: str
    who: str
    label: str
    value: str


@dataclass
class Story:
    """Something that happens between a customer and a shop, in one session or in several."""

    trade: str
    name: str
    slots: dict[str, list[str]] = field(default_factory=dict)
    parts: list[Part] = field(default_factory=lambda: [Part(0)])
    asked: list[Asked] = field(default_factory=list)
    claimed: list[Claimed] = field(default_factory=list)

    def predicates(self) -> set[str]:
        """What it makes true of people: two stories of one dialogue do not tell the same, or they would contradict."""
        return {one.predicate for one in self.claimed if one.sign == "="}


@dataclass(frozen=True)
class Stories:
    """All that is written of a family in one language: the shops of each trade, and the stories."""

    shops: Mapping[str, list[str]]
    told: list[Story]

    def of(self, trade: str) -> list[Story]:
        """The stories of a trade, in the order in which they are written."""
        return [story for story in self.told if story.trade == trade]


def parse(*texts: str) -> Stories:
    """Read stories. Raises ValueError for a line that is none of the above."""
    shops: dict[str, list[str]] = {}
    told: list[Story] = []
    trade = ""
    for line in _lines(texts):
        if line.startswith("# "):
            trade, _, named = line[2:].partition(": ")
            shops[trade] = _choices(named)
        elif line.startswith("## "):
            told.append(Story(trade, line[3:]))
        else:
            _add(told[-1], line)
    return Stories({trade: named for trade, named in shops.items() if named}, told)


def _lines(texts: tuple[str, ...]) -> Iterator[str]:
    for text in texts:
        yield from filter(None, map(str.strip, text.splitlines()))


def _choices(text: str) -> list[str]:
    return [one.strip() for one in text.split("|") if one.strip()]


def _add(story: Story, line: str) -> None:
    if said := _SAID.fullmatch(line):
        story.parts[-1].said.append(Said(said[1], said[2] or "", said[3]))
    elif line.startswith("$ "):
        name, _, values = line[2:].partition(" ")
        story.slots[name] = _choices(values)
    elif line.startswith("-- "):
        story.parts.append(Part(int(line[3:])))
    elif asked := _ASKED.fullmatch(line):
        story.asked.append(Asked(KINDS[asked[1]], tuple(asked[2].split()), [asked[3]]))
    elif line.startswith("/ "):
        story.asked[-1].texts.append(line[2:])
    elif claimed := _CLAIMED.fullmatch(line):
        story.claimed.append(Claimed(claimed[1], claimed[2], claimed[3], claimed[4], claimed[5] or ""))
    else:
        raise ValueError(f"{story.name}: {line!r} is no line of a story")
