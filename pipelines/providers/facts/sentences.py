"""How a thing is said: asked, supposed, planned, told of somebody else, or plainly so. All on folded text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contracts.crm.fact import Modality

END = re.compile(
    r"(?<!\bav)(?<!\br)(?<!\bdr)(?<!\bdra)(?<!\bsr)(?<!\bsra)(?<!\bst)(?<!\bmr)(?<!\bmrs)(?<!\btv)[.!…]+(?=\s|$)"
    r"|[?]+[?!]*|\n+|;|(?<=\w) (?=kkk+\b|rs(?:rs)+\b|haha)"
)
QUOTED = re.compile(
    r"\"[^\"\n]{1,300}\"|“[^”\n]{1,300}”|«[^»\n]{1,300}»|‘[^’\n]{1,300}’"
    r"|(?<!\w)'[^'\n]{1,300}'(?!\w)|(?m:^>.*$)"
)
"""Words of somebody else, or in jest."""

ASKING = re.compile(
    r"^\W*(?:e |and |y |mas |but |pero |oi,? |ola,? |hi,? |hello,? |hola,? )?(?:"
    r"(?:qual|quais|quanto|quanta|quantos|quando|onde|quem(?![^?]* (?:e|eh|sou|sao) (?:[oa]s? |minha |meu "
    r"|nosso |nossa |eu\b|\w+\W*$))(?! (?:vai |ira )?(?:decid|aprov|defin|autoriz|bate|da [oa] (?:ok|aval"
    r"|palavra|ultima|sinal|sim)|cuida|respond|libera|escolh|manda"
    r"|resolv|assin"
    r"|toma|compra))|como|por ?que|sera que|tem como|voces?|vcs?"
    r"|da pra|da para|posso|podem?|poderia|consigo|sabe)\b(?!(?: podem?| pode)? (?:me )?(?:chamar|falar"
    r"|apagar|tirar|esquecer|riscar|jogar|mandar"
    r"|trocar|mudar|passar|subir|descer|colocar|botar|migrar|cancelar|ativar|renovar|manter|atualizar"
    r"|alterar|corrigir|entregar|escrever|usar|deixar|tem (?:so )?ate|anotar"
    r"|ligar|gastar|pagar|investir|ser|ir ate|chegar|fechar|colocar))"
    r"|(?:what(?! (?:i|we|really|holds?|kills|bothers|worries|scares|annoys|puts|stops|matters|hurts)\b)"
    r"|which|how|when|where|who|why|do you|does|did|is it|is there|are you|can (?:i|you(?! call me)|we)"
    r"|could|would|will"
    r"|should)\b"
    r"(?! (?:call me))"
    r"|(?:cual|cuanto|cuanta|cuando|donde|quien(?! (?:decid|aprueb|toma|compra|autoriz))|puedo(?! (?:gastar|pagar"
    r"|llegar"
    r"|invertir))|puedes? (?!llamarme)|tienen|ustedes|sera que)\b)"
)
"""What begins a question, with or without its mark."""

SUPPOSING = re.compile(
    r"\b(?:se (?:eu|a gente|nos|caso|por acaso|tudo|der|for|fosse|tiver|tivesse|(?:o |a )?(?:meu|minha|nosso|nossa))"
    r"|e se|caso (?:eu|a gente)|talvez|quem sabe"
    r"|quem me dera|tomara|digamos|vamos supor|supondo|suponha|imagina(?:ndo)?|(?:es)?t(?:ava|ou|o) (?:pensando"
    r"|cogitando|considerando)"
    r"|pensei em|penso em|pensando em|nao sei se|n sei se|ainda nao (?:sei|decidi|defini)|nao (?:tenho|estou|to) "
    r"certeza|duvida entre"
    r"|gostaria que|seria (?:bom|otimo|legal)|por exemplo|eu iria|eu teria|eu moraria|eu trabalharia|brincadeira"
    r"|zoeira|to brincando"
    r"|if (?:i|we|you|it|my|only|there'?s?)|what if|maybe|perhaps|might|suppose|supposing|imagine|i wish"
    r"|let'?s say|for "
    r"example|hypothetically"
    r"|i (?:was|am|have been|ve been)|i'?(?:m|ve been)|we (?:were|are)|we'?re|i was|just kidding|jk|would be nice"
    r"|si (?:yo|me|mi|nuestro|tuviera|pudiera|nos|viviera|fuera)|y si|tal vez|quiza|quizas|a lo mejor|ojala"
    r"|supongamos|imaginate|estaba pensando"
    r"|estoy pensando|no se si|por ejemplo|no estoy segur[oa]"
    r"|quase|por pouco|sonhei que|desisti(?:mos)? de|um dia (?:ainda|eu|a gente)|adoraria|queria (?:ter|que|estar)"
    r"|(?:bem )?que eu (?:podia|queria)|quem dera|se (?:desse|rolar|ganhar(?:mos)?|der certo|eles|ela|ele"
    r"|[oa] \w+ (?:me|nos)"
    r"|passar|fizerem|voces?|vcs?)|cogit\w+|recusei|recusamos|nao aceitei|(?:querem|quer|quis|queriam) que "
    r"(?:eu|a gente)"
    r"|pode ser que|esta[mo]*s? pensando|fiquei de pensar|(?:vou|vamos) pensar se|tentando me"
    r"|almost|nearly|one day|someday|dream(?:t|ed)|wish|would (?:be|love|have|move|live|take|happily|gladly"
    r"|go)|could have"
    r"|thought (?:about|of)|thinking (?:about|of)|considered|(?:i|we|you|it|they|he|she) may|turned down"
    r"|declined|rejected|said no to"
    r"|(?:want|wants|trying|tried) (?:me to|us to|to get me|to get us)|toying|supposedly|unless|whether|if "
    r"(?:she|he|they)"
    r"|called off|fell through|backed out|after all|changed (?:my|our) minds? about|cancel\w+ (?:the move|a "
    r"mudanca|a ida)|caiu (?:a|o) (?:negocio|mudanca)|furou|melou|gorou|deu pra tras|nao (?:vou|vamos) mais"
    r"|num sonho|em sonho|in a dream|lottery|loteria|sena|rich|quando eu crescer|when i grow up|se um dia"
    r"|hipoteticamente"
    r"|casi|por poco|algun dia|sone que|quisiera)\b"
)
_THINKING = re.compile(r" (?:just )?(?:thinking|considering|wondering|toying|debating|not sure)\b")
_OPEN_ENGLISH = re.compile(r"i (?:was|am|have been|ve been)|i'?(?:m|ve been)|we (?:were|are)|we'?re|i was")

KIDDING = re.compile(
    r"\b(?:brincadeira|brincando|brinks|zoeira|zoando|mentira|pegadinha|(?:just|only|i'?m) (?:kidding|joking)|kidding"
    r"|(?:dia|primeiro) (?:da mentira|de abril!)|primeiro de abril!|april fools?|jk|es broma|broma)(?!\w)"
)
"""Says of the whole message that it is in jest."""

FORWARDED = re.compile(r"^\W*(?:encaminhad[oa]|encaminhando|fwd?|forwarded|reenviad[oa])\b")
"""Begins what somebody else wrote."""

TO_COME = re.compile(
    r"\b(?:(?:semana|mes|ano|segunda|terca|quarta|quinta|sexta|sabado|domingo|verao|inverno|semestre) que vem|em breve"
    r"|(?:n?[oa] )?proxim[oa] (?:semana|mes|ano|semestre|segunda|sexta)|a partir d[eoa] (?!hoje|agora|ja\b)"
    r"|(?:depois|daqui a)(?: que| d[eoa]| uns?| alguns| \d+| dois| duas| tres) \w+|quando (?:eu|a gente|nos) "
    r"(?:me |nos |se )?\w+r"
    r"|next (?:week|month|year|spring|summer|fall|autumn|winter|semester|monday|tuesday|wednesday|thursday|friday"
    r"|saturday|sunday)|soon|as soon as|once (?:i|we|the)|when (?:i|we) (?:move|start|get|finish|have)|later this"
    r"|tomorrow|amanha|starting (?!today|now|at)|in (?:two|three|a few|a couple of|\d+) (?:weeks|months|days|years)"
    r"|(?:la semana|el mes|el ano) (?:que viene|proxim[oa]))\b"
)
_WILL = re.compile(
    r"\b(?:vou|vamos|vai|irei|iremos|pretend\w+|planej\w+|penso em|quero|queremos|devo|devemos|i'?ll|we'?ll|will"
    r"|going to|gonna|plan(?:ning)? to|want to|hop(?:e|ing) to|about to|need to|should)(?: \w+){0,2} $"
)

TAG = re.compile(r"(?<!\w)(?:ok|okay|ta|tah|blz|beleza|tudo bem|viu|pode ser|combinado|fechado|alright|vale)\W*$")
"""What is asked of politeness alone: "pode me chamar de Bia, tá?"."""

ASKED_AFTER = re.compile(
    r"(?:,| e| mas| and| but| y| pero|-) (?=(?:entao|then|so (?:is|does|do|will|can|how|what|the)|voces?"
    r"|vcs?|tem|entreg\w+|atend\w+|faz\w*|da pra|pode\w*|poss\w+"
    r"|consig\w+|consegu\w+|qual|quais"
    r"|quanto|quando|como|onde|chega\w*|sera|aceita\w*|cabe|rola|serve|ha|do|does|can|could|is|are|what|how|which"
    r"|when|where|will|would"
    r"|tienen|hacen|hay|llega\w*|pued\w+|cual|cuanto|cuando|envian|entregan)\b)"
)
"""Where the question begins in "moro em Campinas, vocês entregam?"."""

PERSON = (
    r"(?:irmao|irma|irmaos|mae|pai|pais|marido|esposa|esposo|mulher|filh[oa]s?|chefe|patrao|amig[oa]s?|colegas?"
    r"|prim[oa]s?|ti[oa]s?"
    r"|av[oa]|namorad[oa]|noiv[oa]|vizinh[oa]s?|cunhad[oa]|sogr[oa]|secretari[oa]|contador[a]?|socio|socia|ex"
    r"|cliente|clientes"
    r"|brother|sister|mother|mom|mum|father|dad|parents?|husband|wife|son|daughter|kids?|boss|manager|friends?"
    r"|coworkers?|colleagues?"
    r"|cousins?|uncle|aunt|grand(?:ma|pa|mother|father)|girlfriend|boyfriend|fiancee?|neighbou?rs?|partner|assistant"
    r"|roommate|in-laws?"
    r"|herman[oa]s?|madre|padre|mama|papa|espos[oa]|mujer|hij[oa]s?|jef[ea]|novi[oa]|vecin[oa]s?|soci[oa]|cunad[oa]"
    r"|suegr[oa]|net[oa]s?|sobrinh[oa]s?|madrinha|padrinho|genro|nora|inquilin[oa]|alun[oa]s?|bebe|crianca"
    r"|rapaz|moca|grand(?:sons?|daughters?|kids?|dad|parents)"
    r"|nephews?|nieces?|god(?:mother|father)|granny|nan|landlord|landlady|tenants?|students?|baby|child"
    r"|children|twins?|classmates?|bridesmaid|groom|bride)"
)
"""People who are not the one who writes."""

OF_ANOTHER = re.compile(
    rf"\b(?:(?:d[oae]|pr[oa]|para [oa]|del?|de la|for|of|a) )?(?:meus?|minhas?|nossos?|nossas?|seus?|suas?|teus?"
    rf"|tuas?|my|our|mis?|nuestr[oa]s?|sus?|[oa]|the|el|la|um|uma|un|una) "
    rf"{PERSON}\b(?!\s*(?:e eu|and i|y yo)\b)"
    r"|\b(?:dele|dela|deles|delas|de el|de ella|his|her|hers|their)\b"
)
TOLD_BY_ANOTHER = re.compile(
    rf"\b(?:{PERSON}|ele|ela|eles|elas|el|ella|ellos|he|she|they|atendente|vendedor[a]?|gerente|voces?|vcs?|you) "
    rf"(?:me |nos |sempre |ja )?"
    r"(?:diss(?:e|eram)|fal(?:ou|aram|a)|diz(?:em)?|comentou|escreveu|mandou|respondeu|said|says|told (?:me|us)"
    r"|wrote|claims?|dij[oe]|dijeron|dice[n]?|coment[oa])\b"
)
_OTHERS = re.compile(
    rf"\b(?:(?:meus?|minhas?|nossos?|nossas?|seus?|suas?|teus?|tuas?|my|our|your|his|her|their|mis?"
    rf"|nuestr[oa]s?|sus?|[oa]|the|el"
    rf"|la|um|uma|una?|an?) (?:\w+ )?{PERSON}|mum|mom|dad|grandma|grandpa|granny|mamae|papai|vovo|titia|ele"
    rf"|ela|eles|elas|he|she|they|ella|ellos|voces?|vcs?|you|everybody|somebody"
    rf"|someone|alguem|cachorr[oa]|gat[oa]|dog|cat)\b(?!\s*(?:e eu|and i|y yo)\b)"
)
_SELF = re.compile(r"\b(?:eu|nos|a gente|me|us|i|we|i'\w+|we'\w+|im|yo)\b")

YOURS = re.compile(
    r"\b(?:de voces|de vcs?|d[eo]s? vcs?|seus?|suas?|teus?|tuas?|vossos?|your|yours|de ustedes|de "
    r"usted|tu|tus)\b"
)

NEGATED = re.compile(
    r"(?:\b(?:nao|n|nunca|nem|jamais|ninguem|nobody|no one|no|not|dont|don't|doesn't|do not|am not|i'm not"
    r"|ya no|tampoco|no longer|never)"
    r"(?: (?:eu|me|se|mais|nos|really|actually|even|currently|yo))*)\s*$"
)
NO_MORE = re.compile(r"^\s*(?:mais|any ?more|any longer)\b")
CORRECTING = re.compile(r"\b(?:na verdade|na real|actually|in fact|en realidad|corrigindo|correction|correccion)\b")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at `start:end` of the folded text, without what is quoted in it."""

    plain: str
    start: int
    asked_from: int | None

    @property
    def end(self) -> int:
        return self.start + len(self.plain)

    def modality(self, place: int) -> Modality:
        """How a thing is said whose words begin at `place` of the sentence."""
        if self.asked_from is not None and place >= self.asked_from:
            return Modality.QUESTION
        before = self.plain[:place]
        if any(_supposes(before, match) for match in SUPPOSING.finditer(self.plain[: place + 24])):
            return Modality.HYPOTHETICAL
        return Modality.REPORTED if TOLD_BY_ANOTHER.search(before) else Modality.ASSERTED

    def negated(self, place: int) -> bool:
        """Whether a "not" stands right before `place`."""
        return bool(NEGATED.search(self.plain[max(0, place - 32) : place]))

    def clause(self, place: int) -> int:
        """Where the part of the sentence begins that `place` is in."""
        marks = (",", " mas ", " but ", " pero ", " e o meu ", " and my ")
        return max(self.plain.rfind(mark, 0, place) for mark in marks) + 1

    def of_another(self, start: int, end: int) -> bool:
        """Whether what stands there is somebody else's, by the words before and right after it."""
        around = self.plain[self.clause(start) : end + 24]
        return bool(OF_ANOTHER.search(around) or YOURS.search(around))

    def by_another(self, place: int) -> bool:
        """Whether whoever was spoken of last before `place`, in its part of the sentence, is not the writer."""
        before = self.plain[:place]
        others = [match.end() for match in _OTHERS.finditer(before)]
        own = [match.end() for match in _SELF.finditer(before)]
        return bool(others) and others[-1] > max(own, default=-1)

    def to_come(self, place: int) -> bool:
        """Whether the part of the sentence at `place` names a time to come."""
        until = self.plain.find(",", place)
        return bool(TO_COME.search(self.plain, self.clause(place), until if until > 0 else len(self.plain)))

    def meant_to(self, place: int) -> bool:
        """Whether somebody means to do what begins at `place`."""
        return bool(_WILL.search(self.plain, max(self.clause(place), place - 30), place))


def sentences(plain: str) -> Iterator[Sentence]:
    """The sentences of a folded text. What is quoted is blank in them, so that places stay what they are."""
    read = QUOTED.sub(lambda match: " " * len(match.group()), plain)
    at = 0
    for match in END.finditer(read):
        yield from _sentence(read[at : match.start()], at, mark=match.group())
        at = match.end()
    yield from _sentence(read[at:], at, mark="")


def _sentence(plain: str, start: int, mark: str) -> Iterator[Sentence]:
    if plain.strip():
        yield Sentence(plain, start, _asked_from(plain, mark))


def _asked_from(plain: str, mark: str) -> int | None:
    """From where on it is a question; None where it is none."""
    if ASKING.match(plain):
        return 0
    if "?" not in mark or TAG.search(plain):
        return None
    begins = [match.end() for match in ASKED_AFTER.finditer(plain)]
    return begins[-1] if begins else 0


def _supposes(before: str, match: re.Match[str]) -> bool:
    """English "I was" and "I'm" suppose only before "thinking" and its like."""
    if not _OPEN_ENGLISH.fullmatch(match.group()):
        return match.start() <= len(before)
    return bool(_THINKING.match(match.string, match.end()))
