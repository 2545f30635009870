"""Fills a conversation's slots: names, prices, documents, dates, in the shop's and the customer's way of writing."""

import random
from datetime import datetime, timedelta

from pipelines.demo.people import Customer, cnpj
from pipelines.demo.shops import PREMISES, WARES, Shop

_WEEKDAYS = {
    "pt": "segunda terça quarta quinta sexta sábado domingo",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
}
_GREETINGS = {
    "pt": ("bom dia", "boa tarde", "boa noite"),
    "en": ("good morning", "good afternoon", "good evening"),
    "es": ("buenos días", "buenas tardes", "buenas noches"),
}


def fill_in(shop: Shop, customer: Customer, at: int, rng: random.Random) -> dict[str, str]:
    """The value of every slot for one conversation that starts `at` (epoch seconds)."""
    premises, wares = PREMISES[shop.key], WARES[shop.key, customer.language]
    local = datetime.fromtimestamp(at, premises.timezone)
    item, item2 = rng.sample(wares.items, 2)
    size, size2 = rng.choice((("P", "M"), ("M", "G")) if customer.language == "pt" else (("S", "M"), ("M", "L")))
    question, answer = rng.choice(wares.advice)
    greeting = _GREETINGS[customer.language][(local.hour >= 12) + (local.hour >= 18)]
    cents = rng.randrange(1_490, 149_900, 10) if shop.key == "pedal" else rng.randrange(690, 18_900, 5)
    return {
        "name": customer.name, "email": customer.email, "cpf": customer.cpf, "cnpj": cnpj(rng),
        "agent": rng.choice(premises.agents), "shop": shop.name,
        "shop_email": premises.email, "shop_street": premises.street,
        "hi": greeting, "Hi": greeting.capitalize(),
        "item": item, "item2": item2, "wear": rng.choice(wares.wear), "size": size, "size2": size2,
        "service": rng.choice(wares.services), "advice_q": question, "advice_a": answer,
        "price": money(shop, cents), "cash": money(shop, cents * 9 // 10),
        "total": money(shop, cents * 2 * 9 // 10), "bulk": money(shop, cents * 24 * 82 // 100),
        "order": f"{premises.order_prefix}-{rng.randrange(10_000, 99_999)}",
        "tracking": f"OV{rng.randrange(10**8, 10**9)}{'BR' if shop.key == 'pedal' else 'US'}",
        "phone": _spare_phone(shop, rng), "street": rng.choice(wares.streets),
        "weekday": rng.choice(_WEEKDAYS[customer.language].split()[:6]),
        "date": _date(local + timedelta(days=rng.randrange(2, 9)), customer.language),
    }  # fmt: skip


def money(shop: Shop, cents: int) -> str:
    """An amount as the shop writes it: `R$ 1.234,90` in Brazil, `$1,234.90` in the United States."""
    text = f"{cents / 100:,.2f}"
    if shop.key == "pedal":
        return "R$ " + text.translate(str.maketrans(",.", ".,"))
    return "$" + text


def _date(day: datetime, language: str) -> str:
    return f"{day.month}/{day.day}" if language == "en" else f"{day.day:02}/{day.month:02}"


def _spare_phone(shop: Shop, rng: random.Random) -> str:
    number = rng.randrange(10, 100)
    return f"(31) 90000-00{number}" if shop.key == "pedal" else f"(512) 555-01{number}"
