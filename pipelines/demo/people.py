"""Invented customers. Numbers are of ranges nobody holds (Brazil 9 0000, Mexico and Argentina 0000, US 555-01xx)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Literal

from pipelines.demo.shops import PREMISES, Shop

Habit = Literal["phone", "plain", "late", "meets", "hidden"]
"""How WhatsApp names a customer to us.

phone: number, with the LID beside it; plain: number alone; late: LID alone at first, later with the number beside it;
meets: LID alone, then number alone, then both, so that two contacts turn out to be one; hidden: never but a LID.
"""
Style = Literal["plain", "unaccented", "hasty", "loud", "cheerful"]

_AREAS = (210, 214, 254, 303, 312, 325, 361, 404, 409, 415, 432, 469, 503, 505, 512, 602, 615, 619, 702, 713,
          718, 720, 737, 773, 801, 806, 816, 817, 830, 903, 904, 913, 915, 919, 936, 940, 952, 956, 971)  # fmt: skip
_FIRST = {
    "pt": "Ana Bruno Carla Diego Eduarda Fábio Gabriela Heitor Isabela João Larissa Marcos Natália Otávio Patrícia "
    "Rafael Sônia Thiago Úrsula Vinícius Yasmin Caio Débora Elisângela Flávia Gustavo Helena Ícaro Júlia Leandro",
    "en": "Amy Brandon Chloe Derek Emma Frank Grace Hannah Ian Jade Kevin Laura Mason Nora Owen Paige Quinn Ruth Seth "
    "Tara Uma Victor Wendy Zoe Aaron Beth Caleb Dana Eli Fay",
    "es": "Alejandra Benito Camila Damián Elena Felipe Guadalupe Hernán Irene José Karina Lucía Mateo Noelia Óscar "
    "Pilar Ramón Sofía Tomás Úrsula Valeria Ximena Andrés Belén César Dolores Esteban Fernanda Gerardo Itzel",
}
_LAST = {
    "pt": "Almeida Barbosa Campos Duarte Esteves Ferraz Gouveia Lacerda Moreira Nogueira Peixoto Quintão Siqueira",
    "en": "Abbott Barnes Calloway Dunn Ellery Fenwick Garner Hollis Ingram Kessler Lowell Mercer Nash Pruitt Sutter",
    "es": "Aguirre Beltrán Cárdenas Duarte Escobar Figueroa Gallardo Ibarra Juárez Lozano Montes Navarro Paredes",
}
_STYLES: tuple[Style, ...] = ("plain", "plain", "unaccented", "hasty", "loud", "cheerful")


@dataclass(frozen=True)
class Customer:
    """A person who writes to a shop. `device` 0 is the phone itself, others a linked computer."""

    name: str
    push_name: str
    phone: str
    lid: str
    language: str
    habit: Habit
    style: Style
    device: int
    email: str
    cpf: str


def cpf(rng: random.Random) -> str:
    """An invented CPF with right check digits (weights 10..2 and 11..2, modulo 11), punctuated."""
    digits = [rng.randrange(10) for _ in range(9)]
    for _ in range(2):
        weighted = sum(d * w for d, w in zip(digits, range(len(digits) + 1, 1, -1), strict=True))
        digits.append(weighted * 10 % 11 % 10)
    text = "".join(map(str, digits))
    return f"{text[:3]}.{text[3:6]}.{text[6:9]}-{text[9:]}"


def cnpj(rng: random.Random) -> str:
    """An invented CNPJ of a head office (0001) with right check digits (weights 2..9 from the right), punctuated."""
    digits = [rng.randrange(10) for _ in range(8)] + [0, 0, 0, 1]
    for _ in range(2):
        weighted = sum(d * (2 + i % 8) for i, d in enumerate(reversed(digits)))
        digits.append(0 if weighted % 11 < 2 else 11 - weighted % 11)
    text = "".join(map(str, digits))
    return f"{text[:2]}.{text[2:5]}.{text[5:8]}/{text[8:12]}-{text[12:]}"


def invent(shop: Shop, count: int, rng: random.Random) -> list[Customer]:
    """`count` customers of a shop; the first ones are those whom WhatsApp names by LID."""
    languages = sorted(set(PREMISES[shop.key].languages))
    numbers = {language: _numbers(shop.key, language, count, rng) for language in languages}
    habits = _habits(count, rng)
    return [_customer(shop, i, habit, numbers, rng) for i, habit in enumerate(habits)]


def _habits(count: int, rng: random.Random) -> list[Habit]:
    shares: tuple[tuple[Habit, float], ...] = (("late", 0.06), ("meets", 0.045), ("hidden", 0.03))
    special = [habit for habit, share in shares for _ in range(max(1, round(count * share)))]
    return special + [rng.choice(("phone", "phone", "phone", "plain")) for _ in range(count - len(special))]


def _customer(shop: Shop, index: int, habit: Habit, numbers: dict[str, Iterator[str]], rng: random.Random) -> Customer:
    pattern = PREMISES[shop.key].languages
    language = pattern[index % len(pattern)]
    first, last = rng.choice(_FIRST[language].split()), rng.choice(_LAST[language].split())
    mailbox = f"{first}.{last}{index}".lower().translate(_ASCII)
    return Customer(
        name=first,
        push_name=rng.choice((first, f"{first} {last}", f"{first} {last[0]}.", f"~ {first.lower()} 🌻")),
        phone=next(numbers[language]),
        lid=f"{_LID_BASE[shop.key] + index * 7919}",
        language=language,
        habit=habit,
        style=rng.choice(_STYLES),
        device=rng.randrange(2, 40) if rng.random() < 0.15 else 0,
        email=f"{mailbox}@{rng.choice(('example.com', 'example.org', 'example.net'))}",
        cpf=cpf(rng),
    )


_LID_BASE = {"pedal": 101_000_000_000_000, "fern": 202_000_000_000_000}
_ASCII = str.maketrans("áâãàçéêíñóôõúÁÉÍÓÚ", "aaaaceeinooouAEIOU")


def _numbers(shop: str, language: str, count: int, rng: random.Random) -> Iterator[str]:
    """Distinct numbers in a shuffled order."""
    if language == "en":
        pool = [f"1{area}55501{n:02}" for area, n in product(_AREAS, range(1, 100))]
    else:
        prefixes = {"pt": "55319", "es": "54911" if shop == "pedal" else "5255"}
        pool = [f"{prefixes[language]}0000{n:04}" for n in range(10, 10_000)]
    return iter(rng.sample(pool, count))
