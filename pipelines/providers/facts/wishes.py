"""What somebody prefers, aims at, objects to and suffers from."""

import re
from collections.abc import Iterator

from contracts.crm.claim import Claim
from pipelines.providers.facts.contacting import CHANNEL
from pipelines.providers.facts.cues import Table, claim, cue, found, table, words
from pipelines.providers.facts.longings import LONGINGS
from pipelines.providers.facts.places import fits
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading

PREFERENCE = table(
    "prefer prefir prefier mais rather gusta",
    cue(r"(?:eu |a gente |nos )?(?:prefiro|preferimos|prefere mesmo) (?:muito mais |mesmo |sempre )?(?:o |a |os |as )?",
        r"(?:gosto|gostamos|curto) (?:bem |muito )?mais d[eoa]s? ", r"minha preferencia (?:e|eh) (?:por |pel[oa] |o "
            r"|a )?",
        r"(?:i|we) (?:really |usually |always |generally )?prefer (?:the |a |an )?", r"(?:i|we)(?:'?d| would) "
            r"rather (?:have |get |go with )?(?:the |a |an )?",
        r"(?:my|our) preference is (?:for )?(?:the |a |an )?",
        r"(?:yo )?prefiero (?:el |la |los |las )?", r"(?:me|nos) gustan? mas (?:el |la |los |las )?",
        confidence=0.8),
)  # fmt: skip
GOAL = table(
    "objetivo meta intenc plano sonho quer precis ideia tentando busca pretend goal objective aim target priorit "
    "want need trying looking hop quier tratando necesit",
    cue(r"(?:(?:o )?meu|(?:o )?nosso|a nossa|nossa|a minha|minha) (?:principal |maior |grande )?(?:objetivo|meta"
        r"|intencao|plano e|sonho)(?: principal| maior| aqui| com isso| este ano| esse ano| do ano| pra este ano)* "
        r"(?:e|eh|seria|sempre foi) ",
        r"(?:quero|queremos|precisamos|a ideia e|estou tentando|estamos tentando|buscamos|estou querendo|pretendo"
        r"|pretendemos) (?=(?:aumentar|reduzir|diminuir|melhorar|automatizar|expandir|dobrar|crescer|vender mais"
        r"|economizar|organizar"
        r"|profissionalizar|abrir uma|montar um|emagrecer|perder peso|aprender|acelerar|cortar custos|integrar"
        r"|centralizar|escalar|triplicar|conquistar)\b)",
        r"(?:my|our) (?:main |biggest |top |primary |ultimate )?(?:goal|objective|aim|target|priority)(?: here| "
        r"(?:for )?this \w+| right now)* is (?:to )?",
        r"(?:i|we)(?:'?re| are|'?m| am)? (?:want|need|trying|looking|hoping|aiming|hope|aim) to (?=(?:increase"
        r"|reduce|improve|automate|expand|double|grow|save|cut|sell more|streamline|scale|lose weight|learn|speed up"
        r"|centralize|launch|lower|boost|consolidate)\b)",
        r"(?:mi|nuestro|nuestra) (?:principal |mayor )?(?:objetivo|meta)(?: principal| este ano)* es ",
        r"(?:quiero|queremos|buscamos|estamos tratando de|necesitamos) (?=(?:aumentar|reducir|mejorar|automatizar"
        r"|expandir|duplicar|crecer|vender mas|ahorrar|organizar|abrir un)\b)",
        confidence=0.8),
)  # fmt: skip
PAIN = table(
    "problem dificuldade dor desafio gargalo queixa sofr perde perco tendo pain challenge struggl issue bottleneck "
    "suffer losing trouble hard dificult cuest perdiendo sufriendo",
    cue(r"(?:(?:o )?meu|(?:o )?nosso|a nossa|nossa|a minha|minha) (?:principal |maior |grande |unico |unica "
        r")?(?:problema|dificuldade|dor|desafio|gargalo|queixa)(?: hoje| atual| principal| agora| aqui)* (?:e|eh"
        r"|esta|ta|tem sido|sempre foi)(?: que| com| em| no| na)? ",
        r"(?:eu )?(?:sofro|sofremos) (?:muito )?com (?:a |o |as |os )?", r"(?:estou|to|estamos) (?:perdendo"
            r"|sofrendo com|tendo (?:muito |muita )?(?:problemas?|dificuldade)(?: com| em)) (?:muit[oa]s? )?(?:a |o "
            r"|as |os )?(?!tempo aqui|a paciencia)",
        r"(?:eu )?(?:tenho|temos) (?:muit[oa] )?(?:dificuldades?|problemas?) (?:com|em|de|pra|para) (?:a |o |as |os "
        r")?(?!voces)",
        r"(?:my|our) (?:main |biggest |only |real |current )?(?:problem|pain point|challenge|struggle|issue"
        r"|bottleneck)(?: right now| today| here)* (?:is|has been)(?: that| with)? ",
        r"(?:i|we)(?:'?re| are|'?m| am)? (?:really |constantly |always |currently |having a hard time |keep |kept "
        r")*(?:struggle|struggling|suffer|suffering|losing|have trouble|having trouble|have a hard time|having "
        r"issues)(?: with| from)? (?!you|the game)",
        r"(?:a gente perde|perdemos|perco) (?:muit[oa]s? |tant[oa]s? )?(?=(?:tempo|dinheiro|clientes?|vendas?"
        r"|horas)\b)",
        r"(?:the |o |a |el |la )(?:biggest|main|maior|principal|mayor) (?:problem|issue|challenge|pain|problema"
        r"|dificuldade|gargalo|desafio)(?: hoje| right now| aqui| here)? (?:is|e|eh|es)(?: that| que)? ",
        r"(?:mi|nuestro|nuestra) (?:principal |mayor )?(?:problema|dificultad|desafio|dolor)(?: hoy| actual| "
        r"principal)* es(?: que)? ",
        r"(?:(?:a )?mi |nos |me )cuesta (?:mucho )?", r"(?:estamos|estoy) (?:perdiendo|sufriendo con) ", r"(?:tengo"
            r"|tenemos) (?:muchos |mucha )?(?:problemas|dificultades|dificultad) (?:con|para) ",
        confidence=0.8),
)  # fmt: skip
OBJECTION = table(
    "car salgad puxad pesad orcamento pagar pensar confi tempo vale compensa vantagem preciso convenc medo receio "
    "prazo contrato fornecedor sistema ferramenta solucao expensive pricey high costly much steep over above out "
    "think convinc sure worried concerned trust time value point already elevado costoso presupuesto",
    cue(r"(?P<v1>(?:(?:o |esse )?(?:preco|valor|frete|custo|plano) )?(?:esta |ta |tah |e |eh |achei |ficou |muito "
        r"|meio |um pouco |bem |bastante )*(?:(?:muito|bem|meio|um pouco|bastante|tao) (?:car[oa]|salgad[oa]"
        r"|puxad[oa]|pesad[oa])|(?:esta|ta|tah|achei|ficou|acho) (?:\w+ )?(?:car[oa]|salgad[oa]|puxad[oa]))(?: "
        r"demais| pra mim| para mim| pra gente)*)\b",
        r"(?P<v2>(?:esta |ta |fica |ficou |e )?(?:fora|acima) d[oe] (?:meu |nosso )?(?:orcamento|que (?:posso"
        r"|podemos) pagar))\b",
        r"(?P<v3>(?:preciso|vou|vamos|tenho que|quero) pensar(?: (?:melhor|um pouco|mais|com calma|bem))*)(?! em\b)\b",
        r"(?P<v4>(?:nao (?:sei se )?(?:confio|tenho tempo|vale a pena|compensa|vejo vantagem|preciso disso|estou "
        r"convencid[oa])|tenho (?:medo|receio) (?:de|que) [\w ]{3,50}))\b",
        r"(?P<v5>(?:o )?(?:prazo|contrato|tempo de \w+) (?:\w+ )?(?:e |eh |esta |ta )?(?:muito|longo demais|muito "
        r"longo) ?\w*)\b",
        r"(?P<v6>ja (?:tenho|temos|uso|usamos) (?:um |uma )?(?:outro |outra )?(?:fornecedor|sistema|ferramenta"
        r"|solucao|contrato)[\w ]{0,30})\b",
        r"(?P<v7>(?:it'?s |that'?s |this is |the price is |price is |seems |looks )?(?:way |a bit |a little |kind "
        r"of |just )?too (?:expensive|pricey|high|costly|much money|steep)(?: for (?:me|us))?)\b",
        r"(?P<vg>(?:it'?s |that'?s |seems |looks )?(?:a bit|a little|kind of|kinda|pretty|quite|very|really"
        r"|somewhat) (?:expensive|pricey|steep))\b",
        r"(?P<v8>(?:that'?s |it'?s )?(?:over|above|out of|outside) (?:of )?(?:my|our|the) (?:budget|price range))\b",
        r"(?P<va>(?:i|we) (?:need|have|want|'?ll need) to think (?:about it|it over|this over|about this))\b",
        r"(?P<vb>(?:i'?m|we'?re|i am|we are) (?:not (?:sure|convinced) (?:it'?s |this is |that it'?s |about )[\w "
        r"]{3,40}|worried (?:about|that) [\w ]{3,50}|concerned (?:about|that) [\w ]{3,50}))\b",
        r"(?P<vc>(?:i|we) (?:don'?t (?:trust|have (?:the )?time|see the (?:value|point))|already have (?:a|another) "
        r"(?:vendor|supplier|system|tool|contract|provider))[\w ]{0,30})\b",
        r"(?P<vd>(?:es |esta |me parece |sale )?(?:muy|demasiado|un poco|bastante) (?:car[oa]|elevado|costoso)(?: "
        r"para (?:mi|nosotros))?)\b",
        r"(?P<ve>(?:tengo que|necesito|voy a|debo) pensarlo(?: (?:bien|mejor|un poco))?)\b",
        r"(?P<vf>(?:esta )?fuera de (?:mi|nuestro) presupuesto)\b",
        confidence=0.8),
)  # fmt: skip
TABLES: tuple[tuple[str, Table], ...] = (
    ("preference", PREFERENCE),
    ("goal", GOAL),
    ("pain_point", PAIN),
    ("objection", OBJECTION),
)

NO_WISH = words("""
    e eh is que voce voces vc vcs you if it this that isso esse essa este esta aquele nao not esperar wait nem
    ficar talvez maybe se quando ser sim yes no any nenhum nenhuma ninguem tambem assim mil eso esto usted ustedes
    nothing
    """)  # fmt: skip


_NOT = re.compile(r"(?:nao|not|no|don'?t) ")


def find_wishes(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """Preferences, goals, pains and objections that a sentence tells of."""
    for (predicate, cues), (_, more) in zip(TABLES, LONGINGS, strict=True):
        told = list(_wishes(reading, sentence, predicate, cues))
        for wider in more:
            told = told or list(_wishes(reading, sentence, predicate, wider))[:1]
        yield from told


def _wishes(reading: Reading, sentence: Sentence, predicate: str, cues: Table) -> Iterator[Claim]:
    for hit in found(sentence, cues):
        span = hit.named or reading.phrase(sentence, hit.end)
        if not span or not (hit.named or fits(sentence.plain[slice(*span)], NO_WISH)) or span[1] - span[0] < 3:
            continue
        if predicate == "preference" and _other_fact(sentence, hit.start, hit.end):
            continue
        if predicate == "objection" and sentence.by_another(hit.start):
            continue
        made = claim(reading, sentence, hit, predicate, span, reading.original(sentence, span))
        if predicate != "objection" or made.polarity > 0 or _NOT.match(sentence.plain, hit.start):
            yield made


def _other_fact(sentence: Sentence, start: int, end: int) -> bool:
    """Whether what is preferred is a channel, a plan or a name, which are facts of their own."""
    after = sentence.plain[start : end + 40]
    named = re.search(
        r"\b(?:plan[oe]?|pacote|package|tier|ser chamad[oa]|que me (?:cham|dig|llam)\w+|(?:being|be) called|to be "
        r"called|to go by)\b",
        after,
    )
    return bool(named) or any(
        one.pattern.match(sentence.plain, start) or one.pattern.search(after) for one in CHANNEL.cues
    )
