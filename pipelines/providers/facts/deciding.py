"""Words by which it is known who decides: somebody before the verb, or behind it."""

import re

from pipelines.providers.facts.cues import cue, table

ROLE = (
    r"(?:soci[oa]|chefe|chefa|patrao|patroa|diretor[a]?|gerente|sindic[oa]|marido|esposa|esposo|mulher|mae"
    r"|pai|irmao|irma|filh[oa]|namorad[oa]"
    r"|don[oa]|contador[a]?|coordenador[a]?|presidente|financeiro|conselho|comite|secretari[oa]|sogr[oa]|avo"
    r"|tesoureir[oa]|engenheir[oa]"
    r"|supervisor[a]?|proprietari[oa]|board|boss|husband|wife|partner|manager|director|landlord|landlady"
    r"|owner|ceo|cfo|cto|coo|accountant"
    r"|mother|mom|mum|father|dad|sister|brother|daughter|son|committee|treasurer|principal|supervisor|head"
    r"|president|chair\w*|council"
    r"|fiancee?|girlfriend|boyfriend|superintendent|trustees?|captain)"
)
_TITLE = r"(?:dona |seu |dr\.? |dra\.? |sr\.? |sra\.? |mr\.? |mrs\.? |ms\.? |doutor |doutora )?"
WHO = (
    rf"(?:(?:meu|minha|nosso|nossa|my|our|the|o|a|os|as) )?(?:nov[oa] |new )?(?:{ROLE}\b(?: nov[oa]\b)?"
    rf"|{_TITLE}[a-z][\w'-]+)(?: (?:d[oa] |from |in )[\w-]+)?"
)
_DECIDE = (
    r"(?:decid(?:e|iu|ir)|aprova|assina|autoriza|libera|manda|resolve|bate o martelo|define|escolhe|compra"
    r"|da a (?:palavra final|ultima palavra)|toma as decisoes"
    r"|da o (?:ok|aval|sinal verde|sim)(?: final)?|responde por isso|cuida disso)"
)
_DECIDES = (
    r"(?:decides|(?:makes|takes) (?:all |these |the |those |such )*(?:final |big |buying |purchasing "
    r")?(?:decisions?|calls?)|(?:has|gets|holds|with) the (?:final|last) (?:say|word|call|vote)"
    r"|calls the shots|signs (?:off|everything|it all|all|the (?:contracts?|cheques|checks|orders?))|(?:has"
    r"|needs|gets|wants) to (?:okay|ok|approve|sign|authorize|agree|bless|clear)"
    r"|approves|okays|holds the purse strings|runs (?:purchasing|procurement|the budget)|is in charge(?: of "
    r"(?:purchasing|buying|this|that|decisions))?"
    r"|handles (?:purchasing|procurement|the buying|these decisions))"
)
DECIDING = table(
    "consult pergunt falar conversar confirmar alinhar ask check talk speak discuss decid decis aprov assin "
        "ok aval palavra passa manda resolve martelo libera autoriz final say word call "
        "sign approve okay charge purchas compras "
    "run by past shots comigo depende responsavel responde cuida yes sim",
    cue(
    rf"(?:quem|quien)(?: \w+)?? {_DECIDE}(?: (?:isso|tudo|agora|aqui|mesmo|final|as compras|nas compras"
        rf"|essas coisas|no fim|hoje|o contrato|os contratos|a compra|os gastos"
        rf"|em casa|la))*,? (?:e|eh|sao|sempre foi|agora e|virou|passou a ser|sou)(?: so)? ",
        rf"(?:isso|tudo|agora|aqui) quem {_DECIDE}(?: \w+)? (?:e|eh) (?:a |o )?",
        r"(?:a|o) (?:ultima palavra|palavra final|decisao|decisao final|ok final|aval|aprovacao|autorizacao"
            r"|martelo)(?: agora| hoje| mesmo| sempre)* (?:e|eh|fica|esta|ta|passou|vem|cabe|depende|continua)"
        r"(?: (?:agora|sempre|pra|para|a ser))* (?:d[oae]|com|pr[oa]|na mao d[oa]|com [oa]|a|pel[oa]) (?:[oa] )?",
        r"(?:tudo|isso|qualquer compra|toda compra|essas coisas)(?: tem que| precisa)? (?:passa(?:r)?"
            r"|depende)(?: primeiro| antes)? (?:pel[oa]|por|d[oa]|de) ",
        r"(?:preciso|precisamos|dependo|depende|falta|tem que ter|so com|tenho que ter|espero|aguardo)(?: "
            r"so)? (?:d[oa]|[oa]) (?:ok|aval|sim|aprovacao|autorizacao|assinatura|bencao)(?: final)? d[oa] ",
        r"sem (?:[oa] )?(?:ok|aval|assinatura|aprovacao|autorizacao|sim|bencao) d[oae] ",
        r"(?:o|a|quem e o|quem e a)? ?responsavel (?:pelas compras|pelas decisoes|pela compra|agora|por isso)"
            r" (?:e|eh|agora e) (?:a |o )?",
        r"(?:passei|passamos|deixei|deixamos) (?:as compras|as decisoes|a decisao|isso|essa parte) (?:pr[oa]"
            r"|com|na mao d[oa]|para [oa]) (?:[oa] )?",
        r"(?:nothing (?:happens|moves|gets (?:done|bought))|can'?t (?:do|buy|sign) anything|no (?:purchase"
            r"|deal)) without (?P<v1>(?:my |our )?[\w.]+)'?s? (?:signature|approval|ok|okay|say|blessing|nod|yes)",
        r"(?:i|we)(?:'?ll)? (?:have|need|'?ve got|got)? ?(?:to )?(?:run|clear|check|pass) (?:it|this|that"
            r"|everything|these things) (?:past|by|with|through) ",
        r"(?:the )?(?:one|person) who (?:decides|signs|approves|makes the (?:final )?(?:call"
            r"|decisions?))(?: \w+)?? is (?:now )?",
        r"(?:final|last) (?:say|word|call|decision|approval)(?: now)? (?:is|belongs to|rests with|lies with"
            r"|sits with|goes to|comes from)(?: now)?(?: up to| with)? ",
        r"(?:decision|call|choice)(?: now)? (?:is|lies|rests|sits|belongs) (?:now )?(?:with|to|up to|in the hands of) ",
        confidence=0.85, changed=True),
    cue(
    rf"(?:preciso|precisamos|tenho que|temos que|vou|vamos|deixa eu|quero) (?:consultar|perguntar (?:pr[oa]"
        rf"|para)|falar com|ver com"
        rf"|conversar com|confirmar com|alinhar com) (?P<vd>{WHO}) (?:antes|primeiro|pra decidir)",
        rf"(?:i|we) (?:need|have|want) to (?:consult|ask|check with|talk to|speak to|speak with|discuss it with) "
        rf"(?P<ve>{WHO}) (?:first|before)",
        rf"(?P<v1>{WHO}),? (?:(?:agora|hoje|sempre|so|e) )*(?:(?:e|eh) )?(?:el[ea] )?(?:que|quem) (?:\w+ )?{_DECIDE}\b",
        rf"(?:fal(?:a|e|ar|em)|trat(?:a|e|ar)|resolv(?:e|a|er)|conversa|combina) com (?P<v2>{WHO}),? (?:(?:e"
            rf"|eh|que|agora|pois|porque) )*(?:el[ea] )(?:(?:e |eh )?(?:que|quem) )?(?:\w+ )??{_DECIDE}\b",
        rf"(?P<v3>{WHO}) (?:assumiu|assume|ficou com|pegou|cuida d|toma conta d|responde por|manda n)(?:as"
            rf"|e)?(?: as)? ?(?:compras|decisoes|financeiro|parte de compras|gastos)\b",
        rf"(?:e|eh) (?P<v4>{WHO}) (?:que|quem) {_DECIDE}\b",
        rf"(?:talk|speak|check) (?:to|with) (?P<v5>{WHO}),? (?:(?:s?he|they)(?:'?s)? |(?:s?he|they)'?s "
            rf"(?:the one )?(?:who )?)(?:now )?{_DECIDES}",
        rf"(?P<v6>{WHO}),? (?:(?:is )?the one who |who |now |always |still |alone )?(?:now )?{_DECIDES}",
        rf"(?P<v7>{WHO}) (?:took|has taken|is taking|takes) over (?:purchasing|buying|procurement|the budget"
            rf"|decisions|the books|accounts|spending)",
        r"(?:it'?s|that'?s|that is|this is|it is) (?P<v8>(?:my |our )?[\w.]+?)'?s'? (?:call|decision|choice|say)\b",
        rf"it'?s (?P<v9>{WHO}) (?:who|that) {_DECIDES.replace('decides', 'decides?')}",
        r"(?P<va>i)'?m the one who (?:now )?(?:decides|signs|approves)",
        r"(?:decisao|palavra final) (?:agora |final )?(?:e|eh|fica) (?P<vb>comigo|minha)\b",
        r"(?:agora |aqui )?(?:quem decide|quem manda|quem assina) (?:agora )?(?:sou) (?P<vc>eu)\b",
        confidence=0.8, changed=True),
)  # fmt: skip
KNOWN = re.compile(rf"{ROLE}\b(?: (?:nov[oa]|financeir[oa]|comercial|geral|d[oa] \w+|of \w+))?|eu\b|i\b|comigo\b")
"""Somebody who decides and has no name: by their role, or the writer."""
ELSEWHERE = re.compile(
    r"\b(?:(?:firma|empresa|loja|casa|trabalho|familia|escola) d[oae]l?[ea]? ?(?:meu|minha|seu|sua|voces"
    r"|vcs)?\b(?= )|(?:at|in) (?:my|his|her|your|their) \w+'?s|acha que|acham que|thinks|likes to think|se "
    r"dependesse|if it were up|opini\w+|palpite)\b"
)
"""Somebody else's house, where others decide; and what is only thought of who decides."""
