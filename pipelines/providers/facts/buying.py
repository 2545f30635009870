"""What a purchase hangs on: the plan, who decides, and who else is asked."""

import re
from collections.abc import Iterator

from contracts.crm.claim import Claim
from pipelines.providers.facts import plans
from pipelines.providers.facts.cues import OWN, Found, Table, claim, cue, found, table, words
from pipelines.providers.facts.deciding import DECIDING, ELSEWHERE, KNOWN
from pipelines.providers.facts.places import fits
from pipelines.providers.facts.plans import CHOSEN, NEXT
from pipelines.providers.facts.rivals import JOB, RIVALRY
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

_PLAN = r"(?:plano|plan|pacote|assinatura|paquete)"
TIER = (
    r"(?:basico|pro|premium|plus|ouro|prata|bronze|gold|silver|basic|starter|enterprise|business|family|familia"
    r"|anual|mensal|max|lite|light|essencial|ultimate"
    r"|standard|advanced|professional|profissional|empresarial|corporativo|start|growth|team|free|gratuito|annual"
    r"|monthly|trimestral|semestral|diamante|black)"
)
"""What plans are usually called: one of these needs no "plan" beside it."""

_LAST = r"(?=\s*(?:$|[,.;!)]| mesmo| agora| entao| please| now| then| por favor| instead))"
_TOOK = (
    r"(?:assinei|contratei|fechei|peguei|escolhi|vou querer|sou (?:assinante|cliente) d[oa]|(?:troquei|passamos"
    r"|mudei|fiz (?:o )?(?:upgrade|downgrade)) (?:pra|para|pro|para o|pra o)|uso|usamos|tenho|temos|estou n?[oa]?"
    r"|to n?[oa]?|estamos n?[oa]?"
    r"|sou d[oa]|mudei (?:pra|para|pro)(?: [oa])?|migrei (?:pra|para|pro)(?: [oa])?"
    r"|migramos (?:pra|para|pro)(?: [oa])?|mudamos (?:pra|para|pro)(?: [oa])?|passei (?:pra|para|pro)(?: [oa])?"
    r"|fico com|ficamos com|vou (?:de|com|ficar com|ficar no|querer)|vamos (?:de|com|ficar com|ficar no|fechar(?: "
    r"com)?|fechar no)"
    r"|pode (?:ser|fechar)|fechad[oa],? (?:no|com|o)|quero|queremos|quero (?:assinar|contratar|fechar)|(?:quero"
    r"|queremos) (?:trocar|mudar|migrar|passar|ir) (?:para [oa]|pr[oa]|para)|decidi(?:mos)? pel[oa]|opt(?:ei|amos) "
    r"pel[oa]|me (?:coloca|coloque|poe|bota) n[oa]|me colocar n[oa]|(?:mudar pr?[oa]"
    r"|migrar pr?[oa])|prefiro"
    r"|tengo|tenemos|contrate|elegi|me cambie al?|nos cambiamos al?|me quedo con|nos quedamos con|quiero|queremos"
    r"|estoy en|estamos en)"
)
PLAN = table(
    "plan pacote assinatura paquete tier package",
    cue(rf"(?:vou|vamos|pretendo|pretendemos|penso em|planejo|quero no futuro|mes que "
        rf"vem) (?:assinar|contratar|mudar|migrar|passar|trocar|pegar|cancelar)(?: \w+ {_PLAN} \w+)? (?:o |pro |pra "
        rf"|para o |para a |pelo )?{_PLAN} ",
        rf"(?:voy|vamos) a (?:contratar|cambiar|pasar|tomar) (?:a |al |el )?{_PLAN} ",
        r"(?:i'?ll|we'?ll|i'?m going to|we'?re going to|i plan to|we plan to|planning "
        r"to) (?:upgrade|switch|move|downgrade|change|sign up|subscribe)(?: to| for)? (?:the |your "
        r")?(?P<v>[\w-]+(?: [\w-]+){0,2}?) (?:plan|tier|package)\b",
        planned=True, confidence=0.85),
    cue(rf"(?:gostaria|gostariamos) de (?:assinar|contratar|mudar|migrar|passar|trocar|pegar|ficar com)(?: o| pro| "
        rf"para o| pelo)? {_PLAN} ",
        rf"{_TOOK} (?:o |a |el |la |no |na |um |pelo )?(?:{OWN} )?{_PLAN} ",
        rf"{OWN} {_PLAN} (?:atual |novo |agora )?(?:e|eh|es|agora e|passou a ser|agora eh)(?: [oa]| el)? "
        rf"(?:{_PLAN} )?",
        r"(?:i'?m|we'?re|i am|we are) (?:currently |now )?on (?:the |your )?(?P<v>[\w-]+(?: [\w-]+){0,2}?) (?:plan"
        r"|tier|package)\b",
        r"(?:i|we)(?:'?ve| have)? (?:just |already |recently )?(?:upgraded|switched|moved|downgraded|signed up"
        r"|subscribed|changed)(?: from [\w -]{2,25}?)?(?: to| for) (?:the |your )?(?P<v2>[\w-]+(?: [\w-]+){0,2}?) "
        r"(?:plan|tier|package)\b",
        r"(?:i|we)(?:'?ll|'?d|'?m|'?re| am| are)? (?:take|want|have|chose|bought|picked|go with|get|went with|need"
        r"|decided on|(?:want|like) to (?:switch|upgrade|move|change|downgrade) to|like|going with) (?:the |your "
        r")?(?P<v3>[\w-]+(?: [\w-]+){0,2}?) (?:plan|tier|package)\b",
        r"(?:let'?s (?:go with|do|take)|sign (?:me|us) up for|put (?:me|us) (?:down )?(?:on|for)) (?:the |your "
        r")?(?P<v4>[\w-]+(?: [\w-]+){0,2}?) (?:plan|tier|package)\b",
        r"(?:my|our) (?:current )?plan is (?:now )?(?:the )?(?:plan )?",
        r"(?:go(?:ing)? ahead|proceed|start|stick|stay) with (?:the |your )?(?P<va>[\w-]+(?: [\w-]+){0,2}?) (?:plan"
        r"|tier|package)\b",
        r"(?:i'?m|we'?re|i am|we are) (?:moving|switching|upgrading|downgrading|changing) to (?:the |your "
        r")?(?P<vb>[\w-]+(?: [\w-]+){0,2}?) (?:plan|tier|package)\b",
        rf"(?:quiero|queremos) (?:cambiarme|cambiarnos|pasarme|pasar|cambiar|contratar)(?: al?| el)? {_PLAN} ",
        rf"(?:fecha|feche|fechar|ativa|ative|ativar|contrata|contratar|coloca|colocar|bota|muda|mudar|altera|alterar"
        rf"|troca|trocar|inscreve|cadastra)(?: (?:pra mim|eu|meu plano|minha assinatura))? (?:o|no|pro|pra o|para o"
        rf"|pelo) {_PLAN} ",
        changed=True, confidence=0.85),
)  # fmt: skip
TIERED = table(
    "basic pro premium plus ouro prata bronze gold silver starter enterprise business fami anual mensal max lite "
    "light essencial ultimate standard advanced empresarial corporativo start growth team free gratuito annual "
    "monthly mestral diamante black",
    cue(rf"(?:mudar|mudei|trocar|troquei|migrar|migrei|passar|passei|mudamos|migramos) d[oe] {TIER} (?:pro|para o"
        rf"|pra o|pra) (?P<v5>{TIER})\b",
        rf"(?:assinei|contratei|vou de|fico com|ficamos com|vamos de|vamos com|(?:mudei|migrei) (?:pro|pra|para)"
        rf"|fechad[oa] no|cancel\w+ o {TIER},? (?:e )?quero) (?:o )?(?P<v6>{TIER})\b{_LAST}",
        rf"(?:upgraded?|downgraded?|switch(?:ed)?|moved?|let'?s go|go|going|went|sign (?:me|us) up|put (?:me"
        rf"|us))(?: (?:me|us))? (?:to|with|for|on) (?:the )?(?P<v7>{TIER})\b{_LAST}",
        rf"(?:i'?m|we'?re) (?:currently |now )?on (?:the )?(?P<v8>{TIER})\b{_LAST}",

        changed=True, confidence=0.8),
)  # fmt: skip
NO_PLAN = words("""
    que de do da dos das atual mais menos novo nova certo ideal b com sem qual esse este essa voces meu minha seu
    sua nosso saude estudos estudo negocios aula acao mas melhor pior outro outra barato e ou eu que for the a an
    this that your my our their better cheaper bigger smaller other another right same new old which what any no
    not free-form mas barato funeral dental odontologico viagem caro grande maior menor ele ela isso aquele aquela
    is es era to of en el la un una para por pra porque
    """)  # fmt: skip

_WHO = r"(?:quem|quien)"
_DECIDES = (
    r"(?:(?:vai |ira |tem que )?(?:decidir|aprovar|definir|autorizar)|decide|aprova|define|autoriza|bate o martelo"
    r"|da a (?:ultima|palavra final)|resolve|assina|toma (?:a"
    r"|essa|las?) decis\w+|manda|aprueba|compra)"
)
DECIDER = table(
    "run passar depende decid decis decisor aprov final say call palavra autori martelo manda assina compra sign up "
    "approve aprueb "
    "resolve define palabra",
    cue(rf"{_WHO} {_DECIDES}(?: (?:isso|essas? coisas?|aqui|as compras|a compra|tudo|esto|eso|mesmo|no final|sobre "
        rf"isso|por aqui|la em casa|na empresa))* (?:mesmo )?(?:e|eh|es|sera|agora e|vai ser)(?: [oa]s?(?= )| el| "
        rf"la)? ",
        r"(?:a|la|essa|esta) (?:decisao|palavra final|aprovacao|decision|ultima palavra) (?:final )?(?:e|eh|fica|es"
        r"|depende|vem|esta|passa|cabe|la toma|la tiene|quem toma e|agora e)(?: (?:d[oae]|com|por|pel[oa]|nas maos "
        r"d[oa]|del|al?))?(?: [oa](?= )| el| la)? ",
        r"depende d[ao] (?:aprovacao|ok|aval|decisao|palavra) (?:final )?d[oae] ", r"(?:tem que|precisa|vai ter que"
            r"|tem de) passar (?:por |pel[oa] )(?:[oa] )?(?=(?:meu|minha|nosso|nossa)\b)",
        r"(?:o|nosso|el) (?:decisor|tomador de decisao) (?:e|eh|es)(?: [oa](?= )| el| la)? ",
        r"(?:the )?(?:decision[ -]maker|final decision|final say|final call)(?: (?:here|on this|for this|now))* "
        r"(?:is|lies with|rests with|belongs to|comes from|sits with|is up to|is with|will be)(?: (?:now|with|our|my"
        r"|the))* ",
        r"the (?:person|one) who (?:decides|approves|makes the (?:final )?(?:call|decisions?))(?: \w+)? is ",
        r"(?:final )?approval (?:now )?comes from ", r"(?:i|we) need to run (?:it|this) (?:by|past) ",
        r"(?:it'?s|that'?s|the decision is) (?:entirely |really |all )?up to (?!you|your)(?:our |my |the )?",
        confidence=0.9, changed=False),
    cue(r"(?P<v>(?:(?:my|our|the|meu|minha|nosso|nossa|o|a|mi|nuestr[oa]|el|la) )?\w+(?: \w+)?) (?:(?:makes|takes"
        r"|will make) (?:the |all the |all )?(?:final )?decisions?|(?:has|gets) (?:the )?(?:final|last) (?:say|word"
        r"|call)|makes the (?:final )?call|decides)\b",
        r"(?P<va>(?:(?:my|our|the) )?\w+) (?:approves|signs off on)(?: all| every| the| our| any)? (?:purchases?"
        r"|this|these|everything|spending|expenses|contracts?|it|budgets?|buys)\b",
        r"(?P<vb>\w+(?: \w+)?) (?:is|e|eh) (?:now |agora )?(?:the (?:one who decides|decision[ -]maker|one making "
        r"the decisions?)|[oa] decisora?|[oa] responsavel pela decisao)\b",
        r"(?P<vc>yo) (?:soy (?:el|la) que )?decid[oe]\b", r"(?P<vd>i) decide\b(?! (?:to|on|not|later|between|if"
            r"|whether))",
        r"(?P<v2>(?:(?:my|our|the) )?\w+(?: \w+)?) (?:has to|needs to|must|will have to) (?:approve|sign off|sign "
        r"this off|decide|authorize)\b",
        rf"(?:{OWN}|[oa]) (?P<v3>\w+(?: \w+)?) (?:e|eh) (?:que|quem) {_DECIDES}",
        r"(?:preciso|tenho que|precisamos|temos que|vou|vamos|tengo que) (?:da aprovacao d[oa]|do ok d[oa]|do aval "
        r"d[oa]|aprovar com|la aprobacion de)(?: (?:meu|minha|nosso|nossa|mi))? ",
        r"(?:preciso|tenho que|precisamos|vou|vamos) (?:falar|conversar|ver|confirmar|checar|alinhar) com (?:[oa] "
        r")?(?:meus?|minhas?|noss[oa]) (?P<v6>\w+) (?:antes de|pra|para) (?:decidir|fechar|confirmar|aprovar)",
        r"(?:i|we) (?:need|have|'?ll have) to (?:check|talk|discuss|run it|consult)(?: (?:this|it))? (?:with|by) "
        r"(?:my|our) (?P<v7>\w+) (?:before (?:deciding|i decide|we decide|committing|signing)|to decide|first to "
        r"decide)",
        r"(?:quem decide|quem aprova|quem manda|quem define)(?: \w+)? (?:sou )(?P<v9>eu)\b",
        r"(?P<v4>eu(?: mesm[oa])?|sou eu) (?:e |quem |que )*(?:decido|bato o martelo|aprovo|decide)\b(?! (?:depois"
        r"|amanha|se|quando|isso depois|hoje|ate|entre))",
        r"(?P<v5>i|i'?m the one who|it'?s me who) (?:make|makes) (?:the |all the )?(?:final )?(?:decisions?|call)\b",
        confidence=0.8),
)  # fmt: skip
NO_DECIDER = words(
    "person people one they nobody everyone someone somebody people ninguem alguem todos todo quanto she he which this "
    "que voce voces vc vcs you your isso esse essa aquilo difficult hard easy dificil facil he she they it that "
    "this who quem sempre hoje agora amanha not no nao n em por um uma a an what which we if"
)

PRONOUNS = words("who she he so they that it quem que ele ela")

INFINITIVE = re.compile(r"(?!starter\b|premier\b|master\b|super\b|silver\b)[a-z]{2,}[aei]r\b")
"""What one means to do, in Portuguese and Spanish, is no name of a plan."""

MINE = re.compile(rf"(?:(?:(?:[oa]|the|el|la|com) )?{OWN} |(?:[oa]|the|el|la) )?(?:nov[oa] |new |nuev[oa] )?")

TOWARDS = re.compile(r"(?:pr[oa]|para(?: [oa])?|pra(?: [oa])?|n[oa]|ao|de) (?=\w)")
"""What leads to the name of a plan behind the word for it."""

_RIVAL = (
    r"(?:cotei|orcei|cotando|orcando|comparei|comparando|avaliando|estou vendo|to vendo|estamos vendo"
    r"|negociando|conversando|falando|falei)"
)
RIVAL = table(
    "ompet oncorren cote cota orca orce compar avali vendo negoci convers fala propos ofer mais usa uso utiliz talk "
    "look evaluat consider trial quote offer bid use hablando viendo cotiz cobr fez faz charg cheaper cost gave "
    "ofrec",
    cue(r"(?:seu|o|um|outro|uma|your|a|another|su|un) ?(?:concorrente|competitor|competidor)(?: de voces| d[eo]s? "
        r"vcs?)?,? (?:(?:e|eh|is|es|chamad[oa]|called|named)(?: [oa]| la| el)? )?",
        r"(?:a |la )?(?:concorrencia|competencia|competition),? (?:(?:e|eh|is|es)(?: [oa]| la| el)? )?",
        rf"(?:(?:estou|to|estamos|tambem|tb|ja) )*{_RIVAL} (?:tambem )?(?:com |na |no |a |o )(?:a |o |empresa )?",
        r"(?:recebi|recebemos|tenho|temos|peguei) (?:um |uma )?(?:proposta|oferta|orcamento|cotacao) (?:melhor "
        r"|tambem )?d[ao]s? (?:empresa )?",
        r"(?:vi|achei|encontrei|tem|custa|esta|ta|sai) (?:\w+ )?mais (?:barato|em conta) (?:na|no|com a|com o) ",
        r"(?:hoje|atualmente) (?:a gente )?(?:uso|usamos|usa|utilizo|utilizamos) [oa] ",
        r"(?:usamos|uso|utilizamos|utilizo) (?:hoje |atualmente |agora )(?:em dia )?[oa] ",
        r"(?:i'?m|we'?re|i am|we are|been) (?:also |currently )?(?:talking to|looking at|evaluating|comparing "
        r"(?:you |this )?(?:with|to|against)|considering|negotiating with|trialing) (?:also )?",
        r"(?:got|have|received|had) (?:a |an |another |also )*(?:better )?(?:quote|offer|proposal|bid) from ",
        r"(?:we|i) (?:currently|already|still) use ",
        r"(?:estoy|estamos) (?:comparando|evaluando|hablando|viendo|cotizando) (?:tambien )?(?:con |a )?(?:la |el )?",
        r"(?:recibi|tengo|tenemos|recibimos) (?:una )?(?:propuesta|oferta|cotizacion) (?:mejor )?de ",
        confidence=0.8),
    cue(r"n?[ao] (?P<v>[\w.&-]+(?: [\w.&-]+)??) (?:me |nos )?(?:ofereceu|cobra|cobrou|fez por|faz por|faz mais "
        r"barato|e mais barat[oa])(?!\w)",
        r"(?:la )?(?P<v2>[\w.&-]+(?: [\w.&-]+)??) (?:(?:me|nos) (?:ofrecio|ofrece|cobra|cobro)|offered (?:me|us)"
        r"|quoted (?:me|us)|charges (?:only|less)|is cheaper|costs less|gave (?:me|us) a better)(?!\w)",
        confidence=0.75),
)  # fmt: skip


def find_buying(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """Plans, deciders and competitors that a sentence tells of."""
    yield from _plans(reading, sentence)
    deciders = list(_deciders(reading, sentence, DECIDER))
    yield from deciders or list(_deciders(reading, sentence, DECIDING))[:1]
    yield from _rivals(reading, sentence)


def _plans(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    """The first plan that a sentence tells of; who names two tells of what was before it."""
    for cues in (NEXT, PLAN, TIERED, CHOSEN, plans.TIERED):
        told = [
            made
            for hit in found(sentence, cues)
            if cues in (PLAN, TIERED) or not sentence.by_another(hit.start)
            for made in _named(reading, sentence, hit, "plan", NO_PLAN)
        ]
        if told:
            yield from told
            return


def _rivals(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    if JOB.search(sentence.plain):
        return
    told = [
        one
        for hit in found(sentence, RIVAL)
        for one in _named(reading, sentence, hit, "competitor", NO_DECIDER)
        if any(word[:1].isupper() for word in one.value.split())
    ]
    yield from told
    for hit in found(sentence, RIVALRY) if not told else ():
        span = hit.named or reading.short(sentence, hit.end)
        span = reading.name(sentence, span) if span else None
        if span and fits(sentence.plain[slice(*span)], NO_DECIDER):
            yield claim(reading, sentence, hit, "competitor", span, reading.original(sentence, span))


def _deciders(reading: Reading, sentence: Sentence, cues: Table) -> Iterator[Claim]:
    for hit in found(sentence, cues) if not ELSEWHERE.search(sentence.plain) else ():
        if cues is DECIDER:
            named = _named(reading, sentence, hit, "decision_maker", NO_DECIDER)
            yield from (one for one in named if not PRONOUNS & set(one.value.lower().split()))
        elif span := _who(reading, sentence, hit):
            yield claim(reading, sentence, hit, "decision_maker", span, reading.original(sentence, span))


def _who(reading: Reading, sentence: Sentence, hit: Found) -> Span | None:
    """A person by their role, or by a name with a capital letter."""
    span = hit.named or reading.short(sentence, hit.end)
    if span and (mine := MINE.match(sentence.plain, *span)):
        span = mine.end(), span[1]
    if not span or _of_yours(sentence, span):
        return None
    if known := KNOWN.match(sentence.plain, *span):
        return known.span()
    return reading.name(sentence, span) if fits(sentence.plain[slice(*span)], NO_DECIDER) else None


def _named(reading: Reading, sentence: Sentence, hit: Found, predicate: str, none: frozenset[str]) -> Iterator[Claim]:
    span = hit.named or reading.short(sentence, hit.end)
    if span and predicate == "plan" and INFINITIVE.match(sentence.plain, *span):
        return
    if span and predicate == "plan" and (lead := TOWARDS.match(sentence.plain, *span)):
        span = lead.end(), span[1]
    if span and (mine := MINE.match(sentence.plain, *span)):
        span = mine.end(), span[1]
    if span and fits(sentence.plain[slice(*span)], none) and not _of_yours(sentence, span):
        yield claim(reading, sentence, hit, predicate, span, reading.original(sentence, span))


def _of_yours(sentence: Sentence, span: Span) -> bool:
    return bool(re.match(r"\W*de (?:voces?|vcs?)\b|\W*d[oa] (?:meu|minha)\b", sentence.plain[span[1] :]))
