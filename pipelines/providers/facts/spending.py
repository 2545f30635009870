"""Words by which an amount is what somebody can spend, however they put it: before it, and behind it."""

import re

from pipelines.providers.facts.cues import cue, table

_NOUN = r"(?:orcamento|verba|limite|teto|budget|cap|ceiling|presupuesto|tope|allowance|funds|funding)"
_LESS = (
    r"(?:subiu|caiu|desceu|baixou|aumentou|diminuiu|encolheu|passou|foi|ficou|mudou|cresceu|dobrou|pulou"
    r"|went|was|got|has been|is"
    r"|dropped|fell|rose|grew|shrank|jumped|increased|doubled|moved|changed)"
)
_CUT = (
    r"(?: (?:cortad[oa]|reduzid[oa]|aumentad[oa]|liberad[oa]|aprovad[oa]|slashed|cut|raised|bumped|reduced"
    r"|increased|lowered|up|down|back))?"
)
_SPEND = (
    r"(?:gastar|pagar|investir|desembolsar|gasto|por nisso|spend|pay|invest|put in|shell out|fork out|go|do"
    r"|afford|stretch)"
)
_UP_TO = (
    r"(?:(?:ate|em|no max(?:imo)?|uns|umas|a|por volta de|cerca de|to|up to|as high as|about|around|roughly"
    r"|maybe|at most) )*"
)
SPENDING = table(
    "looking orcamento verba limite teto budget cap ceiling presupuesto maximo max most passo passa passar dou caber "
        "cabe dentro liber "
    "aprov autoriz apertou gast investir separ reserv guard junt chegar ir sobr bolso consigo da posso pode "
        "temos tenho "
    "limit spend spare aside higher over under within stretch afford tight approved okayed signed play got "
        "have only go all "
    "cheg pagar pago",
    cue(
    r"(?:o |meu |nosso |the |my |our )?(?:maximo|max|most)(?: (?:que|e|eh|is|mesmo|of))*(?: (?:eu|a gente|i"
        r"|we|you))?"
        rf"(?: (?:posso|podemos|pode|consigo|conseguimos|consegue|da|da pra|quero|aceito|can|could|want to"
            rf"|will|'?d)(?: \w+)?)? ?{_SPEND}?"
        rf"(?: (?:aqui|nisso|on this|for this|agora|now))?(?: (?:e|eh|is|seria|would be))? ?{_UP_TO}",
        rf"(?:nao|n) (?:passo|passamos|passa|(?:pode|podemos|posso|da pra|quero|vou|vamos|pra) passar|dou "
            rf"mais|pago mais|gasto mais|chego) "
        rf"(?:de|d[oa]s|que|mais que|a) {_UP_TO}",
        r"mais (?:do )?(?:que|de) (?=[^,;]{2,22} (?:nao|n) (?:da|posso|rola|consigo|temos|tenho|pago|passo|quero))",
        r"(?:tem que|precisa|preciso que|tinha que) (?:caber|ficar|fechar|ser)(?: (?:tudo|dentro))? (?:em"
            r"|n[oa]s?|de|d[oa]s|ate|abaixo de) ",
        rf"(?:(?:diretoria|chefe|chefia|empresa|financeiro|patrao|patroa|gerencia|matriz|socio|conselho"
            rf"|board|boss|manager|ceo|cfo|owner|"
        rf"finance|company|management|office|they|hq|head office)) (?:me |nos |us |me )?(?:liberou|liberaram"
            rf"|aprovou|autorizou|deu|released"
        rf"|gave|signed off on|approved|authorized|okayed|greenlit|agreed to)(?: (?:us|me|mais))? "
            rf"{_UP_TO}(?=r?\$? ?\d)",
        rf"(?:consegui(?:mos)?|liberaram|aprovaram|autorizaram|me deram|nos deram)(?: (?:aprovar|liberar"
            rf"|mais|aprovacao (?:de|pra)))? {_UP_TO}"
        r"(?=(?:r\$ ?)?\d[\d.,]*(?: ?mil| ?k| reais)?\b[^,;]{0,30}(?:pra|para|com [oa]|agora|nesse|nisso|de "
            r"(?:orcamento|verba)))",
        rf"(?:da|dou conta|consigo|conseguimos|posso|podemos|pode|a gente (?:consegue|pode|da)|aguento)(?: "
            rf"(?:pra|para|de|so|ate|no maximo|agora))*"
        rf" (?:gastar|pagar|ir|chegar|investir|esticar|subir)(?: (?:com|nisso|agora|so))* ?{_UP_TO}",
        rf"(?:so|apenas|somente) (?:consigo|posso|podemos|da|da pra|tenho|temos|rola|sobrou|sobraram|ficou"
            rf"|consegui)(?: agora)? {_UP_TO}"
        r"(?=(?:r\$ ?)?\d[\d.,]*(?: ?mil| ?k| reais|\W*$|,))",
        rf"(?:separei|separamos|reservei|reservamos|guardei|guardamos|juntei|juntamos"
            rf"|destinamos|destinei) {_UP_TO}(?=(?:r\$ ?)?\d)",
        rf"(?:quero|queremos|pretendo|pretendemos|penso em|pensamos em|topo|toparia|aceito) (?:gastar|pagar"
            rf"|investir)(?: (?:nisso|aqui|com "
        rf"isso))? {_UP_TO}",
        rf"(?:no bolso|em caixa|pra isso|pra gastar|para isso|disponivel|na mao)(?: eu| a gente)? (?:tenho"
            rf"|temos|tem|sobrou) {_UP_TO}",
        rf"(?:tenho|temos|sobrou|sobraram|a gente tem) {_UP_TO}(?=(?:r\$ ?)?\d[\d.,]*(?: ?mil| ?k)?(?: "
            rf"reais)? (?:pra|para|p/) (?:gastar|isso"
        rf"|esse|essa|investir|tudo|[oa] (?:festa|obra|reforma|projeto|viagem|evento)|usar|nisso))",
        rf"(?:teto|limite|topo) (?:de gastos?|do cartao|maximo)?(?: (?:e|eh|agora|esse|esta em|ta em))*:? ?{_UP_TO}",
        rf"{_NOUN}(?: \w+){{0,2}}? {_LESS}{_CUT} (?:(?:agora|now) )?(?:(?:de|from) [^,;]{{1,14}} )?(?:(?:pra"
            rf"|para|pro|em|a|to|at|down to|up to"
        rf"|back to|by) )(?:uns |about )?",
        rf"{_NOUN},? (?:e )?(?:agora )?(?:ficou|esta|ta|is|now|it'?s) (?:(?:agora|em|de|now|at) )*(?=r?\$? ?\d)",
        rf"(?:bumped|raised|cut|slashed|lowered|increased|dropped|upped|trimmed|doubled|boosted|pushed) "
            rf"(?:my|our|the) (?:\w+ )?{_NOUN}"
        rf"(?: (?:from|de) [^,;]{{1,14}})? (?:up |down |back )?to ",
        rf"(?:cortaram|aumentaram|subiram|baixaram|reduziram|diminuiram|apertaram"
            rf"|dobraram|encolheram) (?:[oa] |nosso |nossa |meu |minha )?{_NOUN}[^\d;]{{0,20}}(?=(?:r\$ ?)?\d)",
        r"(?:can'?t|cannot|won'?t|couldn'?t|not) (?:go|pay|spend|do|be|stretch|afford)(?: (?:any|much))? "
            r"(?:higher|more|over|above|past|beyond)"
        r"(?: than)? ",
        r"(?:anything|nothing) (?:over|above|more than|past|beyond) (?=.*(?:out|no|not|can'?t|too|is))",
        r"(?:keep|stay|has to (?:be|stay|come in|fit)|must (?:be|stay|come in)|needs to (?:be|stay|fit|come "
            r"in)|want to (?:be|stay|keep it))"
        r"(?: (?:it|this|everything|things|the whole thing))? (?:under|below|within|inside|at or under|in at under) ",
        rf"(?:i|we)(?:'?ve|'?d| have| could| can|'?ll)? (?:got |only )*(?:{_SPEND}|stretch|have|go|got|set "
            rf"aside|put aside|put away|saved|"
        rf"saved up|earmarked|budgeted)(?: (?:aside|by))? {_UP_TO}(?=\$?\d[\d.,]*k? ?(?:\w+ )?(?:to (?:spend"
            rf"|play|work|put|invest)|aside|for (?:this"
        rf"|it|the|that|everything)|max|tops|on|now|$|[,.]))",
        rf"(?:tive(?:mos)? que|precis(?:ei|amos)|had to|needed to|foi preciso|managed to|were able to|was "
            rf"able to) (?:reduzir|cortar|baixar|diminuir|aumentar|subir"
        rf"|cut|reduce|lower|raise|increase) (?:[oa] |the |our |my |nosso |meu )?{_NOUN} (?:pra|para|to|em) ",
        rf"(?:i'?m|we'?re) looking at {_UP_TO}",
        rf"(?:things are tight|money'?s tight|tight month),? {_UP_TO}",
        rf"(?:i|we) (?:only|just) (?:have|got|can do) {_UP_TO}",
        rf"(?:i|we) (?:can|could) (?:now )?(?:go|stretch|push)(?: it)? {_UP_TO}(?=\$?\d)",
        rf"(?:spending|price|my|our|hard|upper) (?:limit|cap|ceiling|maximum|max)(?: (?:is|now|at|of|for"
            rf"|this|stays|went|from [^,;]{{1,10}}))*(?: "
        rf"to)? {_UP_TO}", rf"(?:i|we) can afford {_UP_TO}",
        confidence=0.85, mine=True),
)  # fmt: skip
BEHIND = re.compile(
    r"\W*(?:(?:reais|dollars|bucks|usd|brl|a month|por mes|per month) )?(?:tops\b|max\b|maximum\b|at (?:the "
    r")?most\b|no max(?:imo)?\b|e (?:o )?(?:meu |nosso "
    r")?(?:maximo|limite|teto|tudo (?:que|o que))|is (?:my|our|the) (?:absolute |hard |upper |new )?(?:limit"
    r"|max|maximum|cap|budget|ceiling|most)"
    r"|is all (?:i|we)(?:'?ve)?|is (?:as (?:high|far) as|what (?:i|we)(?:'?ve)?)|(?:e )?(?:o )?que (?:eu "
    r")?(?:tenho|temos|posso|consigo|da)|to "
    r"(?:spend|work with|play with)\b|(?:de|of) (?:orcamento|verba|budget|limite))"
)
"""Right behind an amount that is a limit."""

PRICED = re.compile(
    r"\b(?:cust[ao]\w*|preco|valor d|sai por|saiu|cobr\w+|pag(?:uei|amos|ava|ou)|gast(?:ei|ou|ava)"
    r"|compr(?:ei|ou)|vend\w+|ganh(?:ei|ou|o)|recebi"
    r"|aluguel|salario|desconto|multa|frete|gorjeta|entrada|parcela\w*|taxa|divida|emprest\w+|devolv\w+"
    r"|reembols\w+|premio|costs?|price[sd]?"
    r"|paid|spent|bought|sold|won|earn\w*|rent|salary|discount|fine|fee|tip|deposit|refund\w*|charg\w+"
    r"|quot\w+|owe\w*|loan|debt|insurance|seguro"
    r"|worth|prize|(?:each|cada|an hour|por hora)\b|\d\S* off|cobertura|vale\b)"
)
"""What makes an amount a price, something paid or something won."""

LIMITED = re.compile(
    r"\b(?:bolso|wallet|pocket|aguent\w+|can take|sobr(?:a|ou|am)|left over|all there is|all (?:i|we)(?:'ve| "
    r"have)|e so|e pronto|nem um (?:centavo|real)|not a (?:penny|cent|dollar) more|nem me mostr\w+|show me"
    r"|anything (?:above|over)|acima de|abaixo de|ajudou|ajudaram"
    r"|chipped in|consegui mais|scraped|estic\w+|stretch\w*|vai ate|vou ate|cabe\w*|no maximo|at most|limite"
    r"|teto|crise|hard times|tight|apert\w+|tostao|raffle|rifa|bolao|bonus|chips? in|bancou|cent more|grana"
    r"|caixa|saved|poupei|juntei|posso (?:subir|ir)|can go|could go|now it'?s|agora (?:e|sao|da"
    r"|tenho|vai))\b"
)
"""Words beside an amount that make it a limit, where no phrase does."""
