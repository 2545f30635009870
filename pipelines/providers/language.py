"""Which of our languages a text is in. Pure and fast (about 0.03 ms); the model is read at the first call.

py3langid alone is unsure of the short lines of a chat ("ola", "sim", "vlw"), so words that only one of the three
languages has vote first, and the model decides where they are silent or tie.
"""

import re
from collections import Counter
from functools import cache
from typing import Any

from pipelines.providers.text import fold

LANGUAGES = ("pt", "es", "en")
MAX_CHARS = 1_000
MIN_LETTERS = 3
MIN_PROBABILITY = 0.45
"""Of three languages; below it the model is guessing."""

WORDS = re.compile(r"[a-z]+")
NOT_A_WORD_OF_A_LANGUAGE = re.compile(r"https?://\S+|\S+@\S+|[\W\d_]+")

# Folded (see text.py), and in the vocabulary of one of the three only.
ONLY_IN = {
    "pt": """
        ola oi sim nao voce voces vc vcs obrigado obrigada obg vlw blz tchau boleto pix boa bom tudo bem onde
        quero meu minha seu sua uma um ainda ontem hoje amanha hj kkk kkkk muito entao tambem posso qual quais
        quanto quanta custa quando frete loja chegou atendente atendimento agora isso esse essa estou estao
        foi ficou pra pro sem ou ao aos tem tenho gostei otimo otima perfeito desconto preco reais moca moco
        podem fazer dinheiro comprei em os""",
    "es": """
        hola si gracias usted ustedes adios buenas buenos tardes noches donde quiero mi su una uno ayer hoy
        manana muy mucho entonces tambien necesito puedo cuanto cuesta cuando tienda llego atencion ahora eso
        ese estoy estan fue los las con pero del al tiene tengo gusto perfecto entiendo descuento precio pesos
        puede pueden hacer dinero bien el compre en""",
    "en": """
        hi hello yes thanks thank you please bye where is the my your his her and not what which how much when
        free shipping store delivery arrived now here this that was were with without but have liked great
        perfect good morning afternoon evening discount price dollars can could make money order i it of sure
        want need tomorrow today yesterday still cancel refund are we they bought any""",
}


def detect(text: str) -> str | None:
    """The language of a text: pt, es or en; None when it says too little (digits, emoji, fewer than 3 letters)."""
    plain = NOT_A_WORD_OF_A_LANGUAGE.sub(" ", fold(text[:MAX_CHARS]).plain)
    if sum(char.isalpha() for char in plain) < MIN_LETTERS:
        return None
    return _by_words(plain) or _by_model(text[:MAX_CHARS])


def _by_words(plain: str) -> str | None:
    """The language with the most words of its own, where one has more than the others."""
    votes = Counter(_only_in()[word] for word in WORDS.findall(plain) if word in _only_in())
    ranked = [*votes.most_common(2), ("", 0), ("", 0)]
    return ranked[0][0] if ranked[0][1] > ranked[1][1] else None


def _by_model(text: str) -> str | None:
    language, probability = _identifier().classify(text.lower())
    return str(language) if probability >= MIN_PROBABILITY else None


@cache
def _only_in() -> dict[str, str]:
    """Word to language; what two lists hold is nobody's."""
    lists = {language: set(words.split()) for language, words in ONLY_IN.items()}
    shared = Counter(word for words in lists.values() for word in words)
    return {word: language for language, words in lists.items() for word in words if shared[word] == 1}


@cache
def _identifier() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(LANGUAGES)
    return identifier
