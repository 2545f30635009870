"""Numbers in words, in Portuguese, Spanish and English: "duzentos e cinquenta", "treinta y dos", "two thousand"."""

import re

ONES = {"um": 1, "uma": 1, "un": 1, "una": 1, "uno": 1, "a": 1, "an": 1, "one": 1}

_TABLE = """
2 dois duas dos two|3 tres three|4 quatro cuatro four|5 cinco five|6 seis six|7 sete siete seven|8 oito ocho eight
9 nove nueve nine|10 dez diez ten|11 onze once eleven|12 doze doce twelve|13 treze trece thirteen
14 quatorze catorze catorce fourteen|15 quinze quince fifteen|16 dezesseis dieciseis sixteen
17 dezessete diecisiete seventeen|18 dezoito dieciocho eighteen|19 dezenove diecinueve nineteen
20 vinte veinte twenty|21 veintiuno|22 veintidos|23 veintitres|24 veinticuatro|25 veinticinco|26 veintiseis
27 veintisiete|28 veintiocho|29 veintinueve|30 trinta treinta thirty|40 quarenta cuarenta forty
50 cinquenta cincuenta fifty|60 sessenta sesenta sixty|70 setenta seventy|80 oitenta ochenta eighty
90 noventa ninety|100 cem cento cien ciento|200 duzentos duzentas doscientos doscientas
300 trezentos trezentas trescientos trescientas|400 quatrocentos quatrocentas cuatrocientos cuatrocientas
500 quinhentos quinhentas quinientos quinientas|600 seiscentos seiscentas seiscientos seiscientas
700 setecentos setecentas setecientos setecientas|800 oitocentos oitocentas ochocientos ochocientas
900 novecentos novecentas novecientos novecientas
"""
NUMBERS = {
    word: int(row.split()[0])
    for line in _TABLE.strip().splitlines()
    for row in line.split("|")
    for word in row.split()[1:]
}
HUNDRED = 100
THOUSANDS = {"mil": 1_000, "thousand": 1_000} | dict.fromkeys(
    ("milhao", "milhoes", "million", "millon", "millones"), 1_000_000
)
ONLY_SPANISH = frozenset({"dos", "once"})  # "dos reais" is "of the real ones", "once" is "one time"

_WORD = "|".join(sorted([*NUMBERS, *THOUSANDS, "hundred"], key=len, reverse=True))
WORDS = rf"(?:(?:um|un|one) (?=mil))?(?:{_WORD})(?:(?: e | y | and |-| )(?:{_WORD}|um|uma|uno|one)){{0,8}}"
"""A number of two or more in words, as a pattern on folded text. It may match what is no number: ask `number`."""

_TOKEN = re.compile(r"[a-z]+")


def number(words: str, language: str | None) -> int | None:
    """The value of a number in words; None when the words do not make one ("vinte trinta")."""
    total = group = 0
    for word in _TOKEN.findall(words):
        if word in ONLY_SPANISH and language != "es":
            return None
        if word in THOUSANDS:
            total, group = total + (group or 1) * THOUSANDS[word], 0
        elif word == "hundred":
            group = (group or 1) * HUNDRED
        elif word in NUMBERS or word in ONES:
            value = NUMBERS.get(word) or ONES[word]
            if not _fits(group, value):
                return None
            group += value
    return total + group


def _fits(group: int, value: int) -> bool:
    """Whether a number may follow those before it: tens after hundreds, ones after tens."""
    if group == 0:
        return True
    if group % HUNDRED == 0:
        return value < HUNDRED
    tens = group % HUNDRED
    return tens >= 20 and tens % 10 == 0 and value < 10
