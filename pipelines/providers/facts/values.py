"""Values as they were said: where a name, a place, a wish ends; and which words cannot begin one."""

import re
from collections.abc import Sequence
from datetime import datetime

from contracts.crm.enrichment import Entity, EntityKind
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.text import Folded

Span = tuple[int, int]

ENDING = re.compile(
    r"\s*(?:[,;:!?()\[\]|/*_\"]|(?<!\bst)(?<!\bdr)(?<!\bmr)(?<!\bmrs)(?<!\bdra)(?<!\bsr)(?<!\bsra)\.(?=\s|$)"
    r"|…| -+ | – | — |\n"
    r"|[^\x00-\x7f]|"
    r"(?<=\s)(?:e|mas|porem|pq|porque|por isso|entao|quando|onde|que|pois|desde|ha|faz|agora|hoje|hj|aqui|ai|mesmo"
    r"|msm|tambem|tb|tbm|ja"
    r"|atualmente|obrigad[oa]|obg|vlw|por favor|pfv|pf|ta|ok|blz|viu|ne|kk+|rs+|haha\w*|se|sem|com|pra|pro|para|por"
    r"|como|ate|do que|antes|depois"
    r"|and|but|because|since|when|where|so|now|today|currently|anymore|thanks|please|pls|thx|lol|btw|actually|though"
    r"|too|also|already"
    r"|with|for|if|until|till|as|instead|right|just|from|last|next|this|these|nowadays|a partir|a contar|starting"
    r"|y|pero|desde|cuando|ahora|hoy|gracias|tambien|asi|con|hace|aca|actualmente|pues|sino|de momento)(?=\s|$"
    r"|[,.;:!?])|$)"
)
"""What ends a short value."""

PHRASE_END = re.compile(
    r"\s*(?:[;!?()\[\]|\"]|\.(?=\s|$)|\.$|…|,|\n| -+ |(?<=\s)(?:mas|porem|pq|porque|por isso|entao|obrigad[oa]|obg"
    r"|vlw|por favor|pfv|kk+|rs+"
    r"|but|because|thanks|please|though|instead|pero|gracias|tambem|se puder(?:em)?|ok|ta|viu|ne)(?=\s|$|[,.;:!?])|$)"
)
"""What ends a wish or a complaint, which may be long."""

STREET = re.compile(
    r"(?:(?:a |na |no |en (?:la )?)?(?:rua|r\.|av\.?|avenida|travessa|tv\.|alameda|al\.|rodovia|estrada|praca|largo"
    r"|quadra|qd\.?|calle|c/|carrera"
    r"|plaza|paseo|camino)\b|\d{1,5} (?:\w+\.? ){1,4}(?:street|st|avenue|ave|road|rd|drive|dr|lane|ln|blvd|boulevard"
    r"|way|court|ct)\b)"
)
STREET_END = re.compile(
    r"[;!?\n]|,? (?:a partir|desde|faz|since|from (?:now|today)|now|agora|these days)\b|\.(?=\s"
    r"|$)(?<!\br\.)(?<!\bav\.)(?<!\bn\.)|$|,? (?:e|mas|obrigad[oa]|and|but|thanks"
    r"|y|pero|gracias|pode|por favor)\b"
)

NAME = re.compile(
    r"(?:(?:padaria|loja|escola|colegio|colégio|hospital|restaurante|banco|mercado|academia|farmácia"
    r"|farmacia|livraria|clínica"
    r"|clinica|universidade|faculdade|prefeitura|oficina|bar|salão|studio|vila|bairro|jardim) (?:d[aeo]s? )?)?"
    r"[A-ZÀ-ÖØ-Þ0-9][^\s,;:!?()]*(?: (?:(?:d[aeo]s?|e|of|the|and|&) )?[A-ZÀ-ÖØ-Þ&][^\s,;:!?()]*)*(?<![.…])"
)
"""A name, with capital letters, behind a common noun or not."""

_COMMON = """
    android iphone ios i i'm i'll i'd i've im ok oi ola hi hey hello whatsapp zap email e-mail sms pix cpf cnpj cep
    deus god jesus natal pascoa christmas easter instagram facebook telegram gmail google monday tuesday wednesday
    thursday friday saturday sunday january february march april may june july august september october november
    december segunda terca quarta quinta sexta sabado domingo janeiro fevereiro marco abril maio junho julho agosto
    setembro outubro novembro dezembro mr mrs ms dr dra sr sra dona seu rua avenida av street kkk kkkk tv pdf vip
    usa brasil brazil ai pt en english portuguese ingles internet wifi wi-fi apt apto cd dvd lol omg btw fyi no yes
    sim nao
    """
COMMON = frozenset(_COMMON.split())
"""Words with a capital letter that name nobody."""

SMALL_NAME = re.compile(
    r"(?!(?:[oa]s?|an?|the|my|um|uma|uns|it|this|that|new|nov[oa]|casa|home|me|work|trabalho|dia|last"
    r"|next)\b)(?!\w+(?:ly|mente)\b)[a-z][\w'&-]{2,}(?: [a-z][\w'&-]{2,})?"
)
"""A name as who writes everything small writes it: one word or two."""

LONGEST, LONGEST_PHRASE, MOST_WORDS = 60, 120, 6

_DATED = (EntityKind.DATE, EntityKind.TIME)


class Reading:
    """A message as the rules read it: folded, with what it names, and when it was said."""

    def __init__(self, text: Folded, entities: Sequence[Entity], language: str | None, at: datetime) -> None:
        self.at, self.small = at, text.original.islower()
        self.text, self.entities, self.language = text, entities, language
        self._places = {place: at for at, place in reversed(list(enumerate(text.places)))} if entities else {}

    def within(self, sentence: Sentence, kind: EntityKind) -> list[tuple[Span, Entity]]:
        """The entities of a kind in a sentence, with where they stand in it."""
        found = [(self._folded(one), one) for one in self.entities if one.kind is kind]
        inside = [(span, one) for span, one in found if sentence.start <= span[0] < sentence.end]
        return [((start - sentence.start, end - sentence.start), one) for (start, end), one in inside]

    def original(self, sentence: Sentence, span: Span) -> str:
        """What stands there, as it was written, on one line."""
        start, end = self.place(sentence, span)
        return " ".join(self.text.original[start:end].split())

    def place(self, sentence: Sentence, span: Span) -> Span:
        """Where it stands in the message."""
        return self.text.span(sentence.start + span[0], sentence.start + span[1])

    def short(self, sentence: Sentence, start: int) -> Span | None:
        """A name or a place that begins there: up to a mark, a word that goes on otherwise, or a date."""
        if STREET.match(sentence.plain, start):
            return self._until(sentence, start, STREET_END, LONGEST_PHRASE)
        span = self._until(sentence, start, ENDING, LONGEST)
        if span and len(sentence.plain[slice(*span)].split()) > MOST_WORDS:
            return None
        return span

    def capital(self, sentence: Sentence, place: int) -> bool:
        """Whether the letter there was written large."""
        return self.text.original[self.text.places[sentence.start + place]].isupper()

    def name(self, sentence: Sentence, span: Span, *, small: bool = False) -> Span | None:
        """The name with capital letters that begins a span, if one does; a street counts in any case.

        `small`: of who writes nothing large at all a short span is a name, too.
        """
        if STREET.match(sentence.plain, span[0]):
            return span
        begin, end = self.place(sentence, span)
        match = NAME.match(self.text.original, begin, end)
        if match is None and small and self.small and SMALL_NAME.fullmatch(sentence.plain, *span):
            return span
        if match is None or sentence.plain[span[0] : span[0] + len(match.group())] in COMMON:
            return None
        return span[0], span[0] + len(match.group())

    def phrase(self, sentence: Sentence, start: int) -> Span | None:
        """A wish or a complaint that begins there."""
        return self._until(sentence, start, PHRASE_END, LONGEST_PHRASE, dated=False)

    def _until(
        self, sentence: Sentence, start: int, ending: re.Pattern[str], most: int, *, dated: bool = True
    ) -> Span | None:
        plain = sentence.plain
        while start < len(plain) and not plain[start].isalnum():
            start += 1
        match = ending.search(plain, start + 1)
        end = min(match.start() if match else len(plain), start + most)
        if dated:
            starts = [span[0] for kind in _DATED for span, _ in self.within(sentence, kind)]
            end = min([end, *(at for at in starts if start < at)])
            if start in starts:
                return None
        while end > start and not plain[end - 1].isalnum():
            end -= 1
        end = _without_tail(plain, start, end)
        return (start, end) if end - start > 1 else None

    def _folded(self, one: Entity) -> Span:
        """Where an entity stands in the folded text."""
        start = self._places.get(one.start, len(self.text.plain))
        return start, self._places.get(one.end, len(self.text.plain))


_TAIL = re.compile(
    r"\s(?:em|no|na|de|do|da|a|o|e|in|on|at|of|the|en|el|la|desse|nesse|esse|essa|neste|nesta|this"
    r"|last|next|la|ja|to)$"
)


def _without_tail(plain: str, start: int, end: int) -> int:
    """Without the little words that led to what comes after."""
    while match := _TAIL.search(plain, start, end):
        end = match.start()
    return end
