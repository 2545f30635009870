"""Texts that no database can hold: JSON can spell them, so they are told apart at the door."""

import re
from typing import Any

from pydantic import BaseModel

UNFIT = re.compile("[\0\ud800-\udfff]")
"""NUL, which Postgres refuses, and halves of surrogate pairs, which are no characters."""


def storable(value: Any) -> bool:
    """Whether every text in a value, however deep, can be stored."""
    match value:
        case str():
            return not UNFIT.search(value)
        case BaseModel():
            return storable(vars(value))
        case dict():
            return all(storable(part) for pair in value.items() for part in pair)
        case list():
            return all(map(storable, value))
    return True
