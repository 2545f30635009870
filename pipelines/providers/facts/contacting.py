"""How to reach and to call somebody: numbers, addresses, documents, the channel and the name that they prefer."""

import re
from collections.abc import Iterator

from contracts.crm.claim import Act, Claim
from contracts.crm.enrichment import Entity, EntityKind
from contracts.crm.fact import Modality
from pipelines.providers.facts import plans
from pipelines.providers.facts.channels import REFUSED, find_stances
from pipelines.providers.facts.cues import Found, Table, claim, cue, found, table, words
from pipelines.providers.facts.places import fits
from pipelines.providers.facts.sentences import OF_ANOTHER, YOURS, Sentence
from pipelines.providers.facts.values import Reading, Span

KINDS = {
    EntityKind.PHONE: "phone",
    EntityKind.EMAIL: "email",
    EntityKind.CPF: "cpf",
    EntityKind.CNPJ: "cnpj",
    EntityKind.CEP: "postal_code",
}
OURS = re.compile(
    r"\b(?:meus?|minhas?|nossos?|nossas?|my|our|mis?|nuestr[oa]s?|me (?:liga\w*|chama\w*|manda\w*|envia\w*|passa\w*)"
    r"|liga(?:r)? (?:pra mim|no|para)|mand[ae]\w* (?:pra|para|no|por|em|pro)"
    r"|envi[ae]\w* (?:pra|para|no|por|pro)|pode (?:mandar|enviar|ligar|usar|anotar)|anot[ae]|segue|contato|novo "
    r"numero|numero novo|numero e|outro numero|e-?mail(?: e| eh|:)|(?:tel|cel|telefone|celular|whats\w*|zap|wpp|fone"
    r"|cpf|cnpj|cep)(?: e| eh|:)?"
    r"|call me|text me|reach me|reach us|contact me|contact us|email me|send (?:it|me|them|the \w+)|you can (?:call"
    r"|reach|text|email|use)|phone(?: is|:)|number is|cell(?: is|:)|email is|new number|i'?m at|best number"
    r"|llamame|escribeme|mandame|enviame|mi correo|correo(?: es|:)|telefono(?: es|:)|movil(?: es|:)|puedes? "
    r"(?:llamar|escribir|mandar|enviar)\w*|uso|use|usem|usando|using|o novo(?: e| eh)?|new (?:email|one is"
    r"|phone))(?!\w)"
)
"""Words before a number or an address that make it the writer's own."""

NOT_OURS = re.compile(
    r"\b(?:recebi (?:uma )?(?:ligacao|mensagem|cobranca)|ligaram d[eo]|me ligou|me ligaram|ligou d[eo]|esse numero"
    r"|este numero|desse numero|liguei|tentei|errad[oa]|golpe|spam"
    r"|(?:e|eh|is) (?:esse|seu|de voces) |got a call|called (?:me )?from|i called|i tried|tried calling|wrong|is "
    r"this|este es|llame a|me llamaron|fornecedor|banco|suporte|sac|loja|atendimento|support)\b"
)
NOT_WRITTEN = re.compile(
    r"\b(?:recebi|veio de|chegou d[eo]|esse (?:e-?mail|endereco)|mandei|enviei|escrevi|errad[oa]|golpe|spam"
    r"|(?:e|eh) (?:esse|seu|de voces)|got (?:an? |your )?(?:email|mail|message)"
    r"|(?:i|we) (?:wrote|emailed|sent)|wrong|is this|fake|scam|suporte|sac|support|atendimento@|fornecedor)\b"
)
"""The same before an address or the number of a document: an address that was written to, or that wrote."""
NOT_GIVEN = re.compile(
    r"\b(?:del[ea]s?|his|her|their|your|de voces|d[eo] (?:vcs?|amig[oa]|client[e]|vizinh[oa])|amig[oa]"
    r"|friend|vizinh[oa]|neighbou?r|ex|for (?:him|her|them)|pr[ao] (?:ela?|meu|minha)"
    r"|site|website|vi (?:no|na)|saw|tried|tentei|respond(?:eu|eram|ed)|bounced|voltou)\b"
)
"""What makes an address or a number somebody else's, anywhere in the sentence."""
OURS_AFTER = re.compile(
    r"\W*(?:(?:e|eh|is) (?:o |a |the )?(?:meu|minha|my|mine|nov[oa]|new|onde|where|melhor|best)|(?:agora|now"
    r"|from now|here)|(?:e|eh) (?:nov[oa])|(?:pra|para) (?:me|falar comigo)|anota|pode (?:me )?(?:ligar"
    r"|chamar|mandar)"
    r"|is me\b|sou eu|that'?s me|reaches me|works)"
)
"""Right after a number or an address that is the writer's own."""
GONE = re.compile(
    r"\b(?:nao (?:uso|tenho|e|eh|funciona|existe|atende|acesso|mexo)(?: mais)?|desativ\w+|cancelei|perdi|troquei"
    r"|antigo|antiga|old|no longer|don'?t use|do not use|lost|deactivated|ya no (?:uso|tengo|es|funciona)|viejo"
    r"|doesn'?t work|not my|morreu|encheu|lotou|caiu|dead|died|full|hacked|hackearam|invadiram|stolen"
    r"|roubaram|sumiu|bye)\b"
)
"""Said of a number or an address that is not to be used any more."""

NEW = re.compile(r"\b(?:nov[oa]|new|nuev[oa]|agora|now|ahora)\b")
WRONG = re.compile(
    r"\b(?:errei|digitei errado|escrevi errado|passei errado|mandei errado|o certo e|o correto e|na verdade e"
    r"|corrigindo|correcao|correction|typo|the (?:right|correct) (?:one|number|email) is|i meant"
    r"|i gave you the wrong|sorry,? it'?s|quis dizer|quise decir|me equivoque|el correcto es|numero errado|email "
    r"errado)\b"
)
BARE = re.compile(
    r"[\W\d]*(?:(?:sim|claro|ok|opa|oi|ola|bom dia|boa tarde|boa noite|yes|sure|hi|hello|si|hola|e|eh"
    r"|o|a|it'?s|is|este|esse|aqui|ta ai|cpf|cnpj|cep|tel|email|e-mail|obrigad[oa]|thanks|gracias|ai|segue|the|es"
    r"|por favor|please)[\W\d]*)*"
)
"""A message that is hardly more than the number or the address: it was asked for."""

_BY = r"(?:por|pelo|pela|via|no|na|by|via|through|over|on|with)"
NAMES_OF_CHANNELS = {
    "whatsapp": r"whats(?:app|ap|apps)?|wpp|wats(?:app)?|zap(?:zap)?",
    "email": r"e-?mails?|correo(?: electronico)?",
    "phone": r"que (?:me )?lig(?:ue|uem)|ligar|telefone|telefonema|ligacao|ligacoes|phone(?: calls?)?|calls?|fone"
    r"|telefono|llamadas?|calling|que me "
    r"lig(?:ue|uem)",
    "sms": r"sms|text(?:s|ing| messages?)?|mensagem de texto|torpedo",
    "in_person": r"pessoalmente|presencial(?:mente)?|in[ -]person|face to face|en persona|ao vivo",
}
CHANNEL_NAMES = {name: re.compile(rf"\b(?:{words})\b") for name, words in NAMES_OF_CHANNELS.items()}
_CHANNEL = rf"(?:o |a |meu |my |el )?(?:{'|'.join(NAMES_OF_CHANNELS.values())})\b"
CHANNEL = table(
    "whats wpp wats zap mail correo tele lig phone call fone llam sms text torpedo mensagem pessoal presencial "
    "person face vivo",
    cue(rf"(?:prefiro|preferimos|prefer[ei]ria|i(?:'?d)? (?:really |much |would )?prefer|we prefer|prefiero"
        rf"|preferimos)(?: (?:que (?:me |nos )?\w+|falar|conversar|receber|atendimento|contato|ser contatad[oa]"
        rf"|resolver|tratar"
        rf"|me comunicar|mensagem|mensagens|ser atendid[oa]"
        rf"|to (?:talk|be contacted|communicate|chat|be reached|use|hear)|if you|contact|communication|using"
        rf"|messages|hablar|comunicarme|recibir|contacto|tudo|isso|from you|it))*(?: {_BY})? {_CHANNEL}(?! (?:de|do"
        rf"|da|d[eo] voces|of|number|address|profissional))",
        rf"(?:so|apenas|somente|sempre|only|always|just|solo|siempre|unicamente) (?:me |nos )?(?:fal[ae]\w*|chama\w*"
        rf"|chame\w*|mand[ae]\w*|respond[oe]\w*|contat\w*|atendo|uso|contact me|text me|reach me|reply|use|escrib\w+"
        rf"|respondo)?(?: comigo| me)? ?(?:{_BY} )?{_CHANNEL}(?! me\b)",
        rf"(?:(?:o )?melhor|mais facil|mais pratico|best|easier|easiest|mejor|better)(?: (?:falar|me chamar|contato"
        rf"|canal|forma|jeito|way|canal|to|reach|contact|me|for|us|me mandar|me enviar|mandar|is|mesmo|comigo|de|e"
        rf"|eh|way|hablar|conmigo|es"
        rf"|through|pra mim|para mim|ligar(?=$)))* (?:{_BY} )?{_CHANNEL}(?! me\b| ever)",
        r"(?:only|always) (?:email|text|whatsapp) me\b", r"just text me\b", rf"(?:reach|contact|message) (?:me|us) "
            rf"(?:on|by|via|through|over) {_CHANNEL}",
        rf"rather (?:talk|chat|meet|speak|communicate) (?:by |over |on |via )?(?:the )?{_CHANNEL}",
        rf"(?:fal[ae]m?|entr[ae]m? em contato|contat[ae]m?)(?: comigo| conosco)? (?:por|pelo|via|no) {_CHANNEL}",
        rf"(?:me chama|me manda|manda|chama|me avisa) (?:no|por|pelo|via) {_CHANNEL},? (?:que |pois |porque |pq "
        rf")?(?:e |eh |fica |eu )?(?:melhor|prefiro|mais facil)",
        rf"(?:por|pelo|via|no) {_CHANNEL},? (?:que )?(?:eu )?prefiro(?: assim)?",
        rf"(?:canal|meio|forma)(?: de contato)? (?:que (?:eu )?)?(?:prefiro|preferid[oa]|favorit[oa])(?: (?:e|eh))? "
        rf"{_CHANNEL}",
        rf"(?:preferred|favorite) (?:contact )?(?:channel|method|way)(?: of contact| to be reached| to reach me)? "
        rf"is (?:by |via )?{_CHANNEL}",
        r"(?:please )?(?:email|text|call|message|whatsapp) me instead", r"(?:i|we)'?d rather (?:you )?(?:email|text"
            r"|call|whatsapp)\b",
        rf"{_CHANNEL} (?:e |eh |is |es |fica |works )?(?:(?:muito |much |o |the |way )?(?:melhor|better|best|mejor"
        rf"|mais facil|easier|mais pratico)|funciona melhor|works best)(?: pra mim| para mim| for me| for us| para "
        rf"mi)?",
        confidence=0.85),
)  # fmt: skip
_END = (
    r"(?=\s*(?:$|[,.;!]| (?:mais|please|anymore|again|ever|por favor|pf|pfv|just|use|text|email|mas|so|prefiro"
    r"|nunca)\b))"
)
NO_CALLS = table(
    "lig telefon call phon llam",
    cue(r"(?:nao|n|favor nao|por favor nao|nunca) (?:me |nos )?(?:lig(?:a|ue|uem|ar)|telefon\w+)\b" + _END,
        r"(?:(?:please )?(?:don'?t|do not|stop|never)) (?:call|calling|phone) (?:me|us)\b" + _END,
        r"(?:nao quero|odeio|detesto|nao gosto de|n gosto de|evit[ae]m?|i hate|i don'?t like|no phone|no me gustan "
        r"(?:las )?) ?(?:receber |getting )?(?:ligac\w+|telefonemas?|telefone|phone calls?|calls?|llamadas)\b",
        r"no me (?:llames?|llamen)\b" + _END),
)  # fmt: skip

NAME = table(
    "nickname apelido apodo known cham conhec call go llam decir dicen dig",
    cue(r"(?:pode(?:m|s)?|podem|pode ate) (?:me )?chamar(?:-me)? (?:so |apenas |simplesmente )?(?:de|por|d) ",
        r"(?:me chama|me chame|me chamem|chame-me|chama-me|pf me chama) (?:so |apenas )?(?:de|por) ",
        r"(?:prefiro|gosto de) (?:ser chamad[oa]|que me chamem) (?:so |apenas )?(?:de|por) ",
        r"(?:todo mundo|todos|geral|o pessoal|a galera|(?:os )?meus amigos|amigos|minha familia|a familia|la em casa"
        r"|no trabalho) (?:so )?me (?:chama|conhece|chamam) (?:de|por|como) ",
        r"(?:you can |please |just |everyone |everybody |people |friends |they all |but )*(?:call|calls) me (?:just "
        r"|by )?",
        r"(?:my nickname is|meu apelido e|meu apelido eh|mi apodo es) ", r"(?:mais conhecid[oa] (?:como|por)|better "
            r"known as|known as) ",
        r"i (?:go|usually go|prefer to go|normally go) by ", r"i prefer (?:to be called|being called) ",
        r"(?:puedes?|pueden) (?:llamarme|decirme) ", r"(?:me puedes?|me pueden) (?:llamar|decir) ",
        r"(?:todos |todo el mundo )?me (?:dicen|llaman) ", r"(?:prefiero que me (?:digas|digan|llames|llamen)) ",
        r"llamame "),
)  # fmt: skip
CALLED = table(
    "apresent conhec assin introduce sign write avo pai grand father mother cham cal go nome name pode say "
        "im i'm i am it's its just only only use drop apelido prefer nanda fine social tratar trat pra sign nick "
        "known",
    cue(
    r"(?:me )?(?:chama|chame|chamem|chamar|trata|trate|tratar)(?:-me|m)? (?:so |apenas |de |por |como |pelo "
        r"nome |pelo apelido )+",
        r"(?:pode|podem) (?:me )?(?:falar|dizer|escrever|por|colocar|usar|anotar) (?:so |apenas )?(?:de |por "
            r")?(?=[\w]+\W*$)",
        r"(?:pode ser|e|eh|sou)(?: (?:so|apenas|simplesmente)) ",
        r"(?:agora |hoje )?(?:uso|atendo por|assino|assino como|respondo por|atendo pelo nome)"
            r" (?:so |o nome |o apelido |pelo nome |de )*",
        r"(?:meu )?(?:nome social|apelido|nome de guerra|nome artistico) (?:e|eh|agora e)(?: o| a)? ",
        r"(?:pra|para) (?:voces?|vc|ti|todo mundo|os amigos|os intimos|a familia) (?:eu )?(?:sou|e|eh)(?: "
            r"[oa] | so )? ?",
        r"(?:prefiro|gosto (?:mais )?de|melhor) (?:so |ser |que (?:me )?(?:chame|chamem|chama) (?:de "
            r")?)?(?=\w+(?:,|$| a | ao | em vez| mesmo)"
        r"(?=.*(?:cham|nome|apelido)))",
        r"(?:please |just )?(?:use|write|put|say) (?=\w+,? (?:not|instead of|rather than|please$))",
        r"(?:nobody|no one) (?:calls me|says|uses) "
            r"(?:\w+),? (?:anymore,? )?(?:i'?m|it'?s|call me|just) (?:just )?",
        r"(?:drop|skip|forget|lose) the (?:mr|mrs|ms|miss|dr|sir|ma'?am|madam)\w*\.?,? (?:please,? )?(?:and "
            r")?(?:it'?s|i'?m|call me|just|its|use) (?:just )?",
        r"(?:it'?s|its|i'?m|im|that'?s|make it) (?:just|only|simply) (?=\w+(?:,? (?:please|pls|thanks|to|not"
            r"|will|is|for)\b|\W*$))",
        r"(?:everyone|everybody|people|friends|my friends|family|my family|they|folks|most people|all) "
            r"(?:just |always |usually )?(?:calls?|knows?) me (?:as |by )?",
        r"i(?:'?d| would)? (?:rather|prefer|like) (?:be|to be|being) (?:called|known as|addressed as) ",
        r"(?:i )?(?:only )?(?:answer|respond) to ",
        r"i(?:'?m| am) (?:now )?going by ",
        r"i (?:now |just |usually )?(?:use|sign as|go with) (?:the name )?(?=\w+(?: now| these days|\W*$))",
        r"(?:eu )?(?:me apresento|sou conhecid[oa]|fiquei conhecid[oa]|me conhecem|assin[aeo]r?(?: \w+ "
            r"\w+)?) (?:como|por) ",
        r"i introduce myself as ",
        r"(?:sign|write|put)(?: (?:it|the \w+|me))? (?:down )?as ",
        r"(?:e|eh|is|era|was) (?:meu|minha|my) (?:avo|pai|mae|vo|grandad|grandfather|grandma|grandmother"
            r"|father|dad|mother|mom|mum|passport|rg|crachá|boss),? (?:eu sou|sou|i'?m|call me|me chama de) "
            r"(?:so |just |o |a )?",
        r"my (?:preferred name|nickname|chosen name|name these days|new name) is (?:now )?",
        r"(?P<v1>\w+) is (?:fine|enough|what (?:everyone|people|my \w+) calls? me"
            r"|what i go by|my nickname)\b(?=.*|$)(?<!that is fine)(?<!this is fine)(?<!it is fine)",
        proper=True, mine=True, changed=True),
)  # fmt: skip
NO_NAME = words("""
    manha noite madrugada favor every too all so often constantly whenever up what whatever any anymore names
    later back later at on when if tomorrow now asap please today anytime after before to about maybe crazy old in
    by with from once as soon again this next monday tuesday wednesday thursday friday saturday sunday on volta
    novo depois amanha hoje louco louca chato chata idiota burro senhor senhora voce voces que manana cuando
    despues a al luego por si tonto loco mentirosa mentiroso for instead only directly first between during around
    whenever anything names stupid immediately right and or but it the when's cliente palhaco palhaca trouxa
    otario otaria bobo tarde temprano ladrao
    """)  # fmt: skip
LONGEST_NAME = 3
TIER = re.compile(plans.TIER)
CALLING = re.compile(r"cham|call|go by|going by|know|conhec|apresent|introduc")
"""Words behind which a name stands, and nothing else."""
PAST = re.compile(r"\b(?:used to|costumava\w*|once|by mistake|sem querer) $")


def find_contacting(reading: Reading, sentence: Sentence, before: str = "") -> Iterator[Claim]:
    """Numbers, addresses, documents, channels and names that a sentence gives."""
    for kind, predicate in KINDS.items():
        for span, one in reading.within(sentence, kind):
            yield from _given(reading, sentence, span, one, predicate) if not _asked_of_you(before, sentence) else ()
    yield from _zips(reading, sentence)
    channels = list(_channels(reading, sentence))
    wanted = {one.value for one in channels if one.polarity > 0}
    yield from channels
    rejected = any(one.polarity < 0 for one in channels) or bool(REFUSED.search(before))
    stances = find_stances(reading, sentence, rejected=rejected)
    yield from (one for one in stances if one.value not in wanted and (one.polarity < 0 or not wanted))
    named = list(_names(reading, sentence, NAME))
    yield from named or _names(reading, sentence, CALLED)


def _names(reading: Reading, sentence: Sentence, cues: Table) -> Iterator[Claim]:
    for hit in found(sentence, cues):
        if hit.named and TIER.fullmatch(sentence.plain, *hit.named):
            continue
        span = hit.named or reading.short(sentence, hit.end)
        if span and hit.cue.proper:
            said = sentence.plain[hit.start : hit.end]
            span = reading.name(sentence, span, small=bool(CALLING.search(said)) and not hit.named)
        if span and not PAST.search(sentence.plain[: hit.start]) and _is_name(sentence.plain[slice(*span)]):
            yield claim(reading, sentence, hit, "preferred_name", span, reading.original(sentence, span))


def _is_name(plain: str) -> bool:
    return fits(plain, NO_NAME) and plain[0].isalpha() and len(plain.split()) <= LONGEST_NAME


ZIP = re.compile(
    r"\b(?:zip|postal|post)(?: ?code)?s?\b[^.;?\d]{0,25}?(?<!\d)(?P<v1>\d{5})(?:-\d{4})?(?![\d-])"
    r"|(?<![\d-])(?P<v2>\d{5})(?![\d-])[^.;?\d]{0,20}\b(?:zip|postal|postcode)\b"
)
"""The postal code of the United States, by the word for it: five digits alone may be anything."""


def _zips(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    for match in ZIP.finditer(sentence.plain):
        span = match.span("v1") if match["v1"] else match.span("v2")
        if not sentence.of_another(*span) and not GONE.search(sentence.plain[sentence.clause(span[0]) : span[0]]):
            yield claim(
                reading, sentence, Found(CUE_ZIP, *match.span(), None), "postal_code", span, match["v1"] or match["v2"]
            )


CUE_ZIP = cue("(?!)", confidence=0.9)


def _asked_of_you(before: str, sentence: Sentence) -> bool:
    """Whether the sentence before asked whether it is yours."""
    return bool(YOURS.search(before)) and len(sentence.plain.split()) < 3


def _given(reading: Reading, sentence: Sentence, span: Span, one: Entity, predicate: str) -> Iterator[Claim]:
    before, after = sentence.plain[: span[0]], sentence.plain[span[1] : span[1] + 30]
    clause = before[sentence.clause(span[0]) :][-40:]
    gone = (GONE.search(clause) and not NEW.search(clause)) or re.match(
        r"\W*(?:nao (?:uso|funciona|e mais|existe)|no longer|ya no|is "
        r"(?:old|dead)|doesn'?t)",
        after,
    )
    bare = BARE.fullmatch(reading.text.plain[: sentence.start + span[0]]) and BARE.fullmatch(
        reading.text.plain[sentence.start + span[1] :]
    )
    near = before[-60:]
    if (
        OF_ANOTHER.search(near + " ")
        or OF_ANOTHER.match(after.lstrip(" ,(-"))
        or YOURS.search(near)
        or (NOT_OURS if predicate == "phone" else NOT_WRITTEN).search(near)
    ):
        return
    told = predicate != "phone" and not NOT_GIVEN.search(sentence.plain)
    if not (bare or gone or told or OURS.search(near) or OURS_AFTER.match(after)):
        return
    modality = Modality.ASSERTED if bare and sentence.asked_from is None else sentence.modality(span[0])
    if WRONG.search(sentence.plain) and not gone:
        yield Claim(predicate, "", one.start, one.end, one.confidence, modality, act=Act.RETRACT)
    yield Claim(predicate, one.value, one.start, one.end, one.confidence, modality, polarity=-1 if gone else 1)


def _channels(reading: Reading, sentence: Sentence) -> Iterator[Claim]:
    for hit in found(sentence, CHANNEL):
        said = sentence.plain[hit.start : hit.end]
        at, name = min((match.start(), name) for name, one in CHANNEL_NAMES.items() if (match := one.search(said)))
        if not sentence.of_another(hit.start, hit.end):
            yield claim(reading, sentence, hit, "preferred_channel", (hit.start + at, hit.end), name)
    for hit in found(sentence, NO_CALLS):
        made = claim(reading, sentence, hit, "preferred_channel", (hit.start, hit.end), "phone")
        yield Claim(made.predicate, made.value, made.start, made.end, made.confidence, made.modality, polarity=-1)
