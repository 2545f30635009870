"""Who takes part in a dialogue, and what fills the slots of its stories: names, places, numbers, dates."""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.demo.people import cnpj, cpf

_MONTHS = {
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "en": "January February March April May June July August September October November December",
}
_GENDERED = {
    "pt": {"f": ("a", "ela", "esposa", "minha esposa"), "m": ("o", "ele", "marido", "meu marido")},
    "en": {"f": ("she", "her", "her", "wife"), "m": ("he", "his", "him", "husband")},
}
_WORDS = {"pt": ("o", "ele", "conj", "meuconj"), "en": ("he", "his", "him", "conj")}
_SLOT = re.compile(r"\{([^{}]+)\}")
_EITHER = re.compile(r"\[([^\[\]]*\|[^\[\]]*)\]")
_POOL = re.compile(r"(\D+?)\d*$")

Pools = Mapping[str, str]
"""Values for slots that every story may have, as `one | another`, by the name of the slot without its number."""


def values(pools: Pools, name: str) -> list[str]:
    """The values of one slot."""
    return pools[name].split(" | ")


def month(at: datetime, language: str) -> str:
    """The name of a month."""
    return _MONTHS[language].split()[at.month - 1]


@dataclass
class Cast:
    """The people of one dialogue. Nothing that is drawn for one story is drawn for another."""

    language: str
    shop: str
    people: Mapping[str, str]
    genders: Mapping[str, str]
    rng: random.Random
    left: dict[str, Iterator[str]] = field(default_factory=dict)

    def fixed(self) -> dict[str, str]:
        """The slots that mean the same all through the dialogue."""
        slots = {who: name.split()[0] for who, name in self.people.items()} | {"shop": self.shop}
        for who in self.people:
            words = _GENDERED[self.language][self.genders[who]]
            slots |= {
                ("" if who == "c" else who + ".") + slot: word
                for slot, word in zip(_WORDS[self.language], words, strict=True)
            }
        return slots

    def draw(self, slot: str, pools: Pools) -> str:
        """A value for a slot of a story."""
        name = _POOL.match(slot)[1]  # type: ignore[index]
        if name in _NUMBERS:
            return _NUMBERS[name](self)
        if name not in self.left:
            self.left[name] = iter(self.rng.sample(every := values(pools, name), len(every)))
        return next(self.left[name])


def _phone(cast: Cast) -> str:
    """A number that nobody holds, like those of the demo."""
    if cast.language == "en":
        return f"({cast.rng.choice((512, 303, 615, 702, 503))}) 555-01{cast.rng.randrange(10, 100)}"
    area, dash = cast.rng.choice((11, 21, 31, 41, 51, 71, 81)), cast.rng.choice(("-", ""))
    return f"({area}) 90000{dash}{cast.rng.randrange(1000, 10_000)}"


def _mailbox(cast: Cast) -> str:
    first, *_, last = cast.people["c"].lower().translate(str.maketrans("áâãàçéêíñóôõúü", "aaaaceeinooouu")).split()
    mailbox = cast.rng.choice((f"{first}.{last}", f"{first}{last[0]}", f"{last}.{first}", f"{first}_{last}"))
    return f"{mailbox}{cast.rng.randrange(10, 100)}@{cast.rng.choice(('example.com', 'example.org', 'example.net'))}"


def _postal(cast: Cast) -> str:
    if cast.language == "en":
        return f"{cast.rng.randrange(10_000, 99_999)}"
    return f"{cast.rng.randrange(10_000, 99_999)}-{cast.rng.randrange(100, 1000)}"


_NUMBERS: Mapping[str, Callable[[Cast], str]] = {
    "phone": _phone,
    "email": _mailbox,
    "cpf": lambda cast: cpf(cast.rng),
    "cnpj": lambda cast: cnpj(cast.rng),
    "cep": _postal,
    "zip": _postal,
    "code": lambda cast: f"{cast.rng.randrange(10_000, 99_999)}",
}


def fill(text: str, slots: Mapping[str, str], at: datetime, language: str, rng: random.Random) -> str:
    """The text with one of each choice, and every slot filled in: `{d+21}` is 21 days after `at`, `{Ele}` is large."""
    chosen = _EITHER.sub(lambda found: rng.choice(found[1].split("|")), text)

    def value(found: re.Match[str]) -> str:
        slot = found[1]
        if slot.startswith("d+"):
            return day(at + timedelta(days=int(slot[2:])), language)
        return slots[slot] if slot in slots else slots[slot.lower()].capitalize()

    return _SLOT.sub(value, chosen)


def day(at: datetime, language: str) -> str:
    """A day as people write it."""
    name = month(at, language)
    return f"{name} {at.day}" if language == "en" else f"{at.day} de {name}"


def slots_of(text: str) -> list[str]:
    """The names of the slots in a text."""
    return _SLOT.findall(text)
