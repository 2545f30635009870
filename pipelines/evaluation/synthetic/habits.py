"""How people type on a telephone: accents left out, words cut short, letters swapped, a picture at the end."""

import random
import re
import unicodedata
from dataclasses import dataclass

_SHORT = {
    "pt": {
        "você": "vc", "vocês": "vcs", "também": "tb", "porque": "pq", "que": "q", "quando": "qdo", "beleza": "blz",
        "obrigado": "obg", "obrigada": "obg", "hoje": "hj", "muito": "mto", "mensagem": "msg", "está": "tá",
        "estou": "to", "não": "n", "depois": "dps", "mesmo": "msm", "cadê": "kd", "então": "entao", "agora": "agr",
    },
    "en": {
        "you": "u", "please": "pls", "thanks": "thx", "because": "bc", "tomorrow": "tmrw", "your": "ur", "are": "r",
        "about": "abt", "though": "tho", "probably": "prob", "appointment": "appt", "through": "thru", "really": "rly",
        "don't": "dont", "I'm": "im", "it's": "its", "can't": "cant", "people": "ppl", "message": "msg", "with": "w/",
    },
}  # fmt: skip
_PICTURES = ("😊", "🙏", "😅", "😂", "👍", "❤️", "🙌", "😬", "🤔", "🎉")
_WORD = re.compile(r"(?<![\w@./-])[^\W\d_]+(?:'[a-z]+)?(?![\w@./])")
_LEAST = 6
"""Letters of the shortest word that is mistyped."""


@dataclass(frozen=True)
class Habit:
    """How one person types; each figure is the share of words, or of messages for `pictures`."""

    language: str
    bare: bool
    short: float
    wrong: float
    pictures: float
    small: bool


def habit_of(language: str, rng: random.Random) -> Habit:
    """The habit of somebody who has not been met yet."""
    return Habit(
        language,
        bare=rng.random() < 0.5,
        short=rng.choice((0.0, 0.3, 0.7, 0.9)),
        wrong=rng.choice((0.0, 0.0, 0.02, 0.05)),
        pictures=rng.choice((0.0, 0.05, 0.15)),
        small=rng.random() < 0.6,
    )


def typed(text: str, habit: Habit, rng: random.Random, *, exact: bool) -> str:
    """The text as this person would type it. Of one that is `exact` the words stay whole: a fact is read from them."""
    if not exact:
        text = _WORD.sub(lambda found: _word(found[0], habit, rng), text)
    if habit.bare:
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c) or c == "\ufe0f")
    if habit.small and text[1:2].islower() and not exact:
        text = text[0].lower() + text[1:]
    return f"{text} {rng.choice(_PICTURES)}" if rng.random() < habit.pictures else text


def _word(word: str, habit: Habit, rng: random.Random) -> str:
    if word in _SHORT[habit.language]:
        return _SHORT[habit.language][word] if rng.random() < habit.short else word
    if len(word) >= _LEAST and word.islower() and rng.random() < habit.wrong:
        place = rng.randrange(1, len(word) - 2)
        return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return word
