"""Words by which it is known where somebody lives."""

from pipelines.providers.facts.cues import SELF, cue, table

_IN = (
    r"(?:aqui |la |agora |atualmente |hoje |em dia |hj )*(?:em|no|na|nos|nas|n[ao] cidade de|na regiao de|en(?: "
    r"(?:el|la))?)\s+"
)
_TO = r"(?:aqui |la |agora )?(?:pra|pro|para|p/|p|a)(?: [oa]| ca)?\s+"
_WHEN = (
    r"(?:(?:hoje|hj|ontem|recentemente|finalmente|agora|ha pouco"
    r"|(?:esse|este|semana|mes|ano) (?:passad[oa]|mes|ano)) )?"
)
_FROM = _WHEN + r"(?:de [\w ]{2,25}? )?"
_GO = r"(?:me |nos |se )?mud(?:ar|ando)(?:-me|-nos)?|morar|mudarme|mudarnos|vivir"

LIVES = table(
    "settled cambi mor mud viv resid endere casa live living mov reloc address direccion based located",
    cue(rf"(?:vou|vamos|irei|iremos|pretend(?:o|emos)|planej(?:o|amos)|quero|queremos|penso em|devo|devemos) "
        rf"(?:{_GO}) (?:(?:mes|semana|ano) que vem |em breve |logo )?{_FROM}(?:{_IN}|{_TO})",
        rf"(?:estou|to|tou|estamos|tamos) (?:de mudanca|(?:me |nos )?mudando(?:-me|-nos)?|indo morar) "
        rf"{_FROM}(?:{_IN}|{_TO})",
        rf"(?:me|nos) (?:mudo|mudamos (?=\w+ que vem)) {_TO}",
        rf"(?:(?:me|nos) )?(?:voy|vamos) a (?:{_GO}) (?:{_IN}|a )",
        rf"(?:pienso|pensamos|planeo|quiero) (?:{_GO}) (?:{_IN}|a )",
        r"(?:i'?m|i am|we'?re|we are) (?:moving|relocating|about to move|going to (?:move|live|relocate)|planning "
        r"to (?:move|live|relocate)) (?:from [\w ]{2,25}? )?(?:to|in) ",
        r"(?:i|we)(?:'?ll| will| plan to| want to| hope to| intend to) (?:be )?(?:moving|move|live|relocate|be "
        r"living) (?:from [\w ]{2,25}? )?(?:to|in) ",
        planned=True),
    cue(rf"(?:me mudei|nos mudamos|mudei de (?:casa|cidade|bairro)|mudamos(?: de (?:casa|cidade|bairro))?|a gente "
        rf"(?:se )?mudou(?: de (?:casa|cidade|bairro|estado))?),? (?:e |que )?"
        rf"(?:agora |ja )?(?:eu )?(?:to|tou|estou|estamos|tamos|moro|moramos) (?:agora )?{_IN}",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently )?moved,? (?:and )?(?:now )?(?:we'?re|i'?m|we are|i am|live) "
        r"(?:now |living )?in ",
        r"(?:meu |nosso |o )?endereco mudou,? (?:e )?(?:agora |o novo )(?:e|eh|fica)(?: na| no| em)? ",
        r"(?:my |our )?address (?:has )?changed,? (?:and )?(?:it'?s |it is |to |the new one is )(?:now )?",
        rf"(?:eu )?(?:me mudei|nos mudamos|a gente (?:se )?mudou|a gente acabou de se mudar|mudei-me|mudamo-nos|fui "
        rf"morar|fomos morar|acabei "
        rf"de me mudar|acabamos de nos mudar) {_FROM}(?:{_IN}|{_TO})",
        rf"(?:eu )?(?:mud(?:ei|amos)|acab(?:ei|amos) de (?:me |nos )?mudar) {_FROM}(?:pra|para|p/)(?: [oa])?\s+",
        r"^\W*(?:just |recently |we'?ve |i'?ve )?(?:moved|relocated) to ", r"now living in ", r"(?:i|we)(?:'?ve| "
            r"have)? settled (?:down )?in ",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently )?moved into (?:a|our|my) (?:new |bigger |smaller )?(?:place"
        r"|house|apartment|home|condo|flat) in ",
        r"(?:i'?m|we'?re) in (?P<v>[\w' -]+?) now,? (?:i |we |just |have )*moved",
        r"(?:me cambie|nos cambiamos|me mude|nos mudamos)(?: de (?:casa|ciudad|piso))?,? (?:y )?ahora (?:estoy"
        r"|estamos|vivo|vivimos) en ",
        r"(?:estoy|estamos) viviendo en (?:el |la )?",
        rf"(?:voltei|voltamos|passei|passamos|comecei|comecamos) a (?:morar|viver) {_IN}", r"(?:volvi|volvimos) a "
            r"vivir en ",
        r"(?:agora|atualmente|hoje em dia) (?:eu |a gente )?(?:moro|mora|moramos|vivo|estou morando|to morando) " + _IN,
        r"(?:estou|to|tou|estamos) (?:agora )?morando (?:agora )?" + _IN,
        r"(?:me|nos) (?:mude|mudamos|acabo de mudar|acabamos de mudar) (?:de [\w ]{2,25}? )?a ",
        r"ahora (?:vivo|vivimos|estoy viviendo) en (?:el |la )?",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently |finally |already )?(?:moved|relocated) (?:from [\w ]{2,25}? "
        r")?(?:over |out |up |down |back )?(?:to|into) ",
        r"(?:meu|nosso|o) (?:novo endereco|endereco (?:novo|atual|agora))(?: (?:e|eh|fica|para|pra|na|no"
        r"|agora e))*\s*:?\s*",
        r"(?:my|our) (?:new|current) address is(?: now)?:? ",
        r"(?:mi|nuestra) nueva direccion es:? ",
        changed=True),
    cue(r"(?:nao |n )?(?:moro|moramos|resido|residimos|vivo|vivemos) (?P<more>mais )" + _IN,
        r"(?:sai|saimos|mudei|me mudei|nos mudamos) d[eoa] (?=(?:cidade )?[\w ]{3,25}$)",
        r"ya no (?:vivo|vivimos|resido) en ",
        r"(?:i|we) (?:no longer live|don'?t live|do not live) (?:in|at) (?=[\w ,]{2,30}(?:any ?more|now)?$)",
        over=True, changed=True),
    cue(r"(?:eu |a gente |nos )?(?:moro|moramos|resido|residimos) (?:com [\w ]{3,20} )?" + _IN,
        r"a gente mora " + _IN,
        r"(?:eu )?viv(?:o|emos) (?:aqui )?em ",
        r"(?:minha|nossa) casa (?:e|fica|eh) (?:em|no|na) ",
        r"(?:meu|nosso) endereco(?: completo| residencial)? ?(?:e|eh|fica (?:em|na|no)|:)\s*:?\s*",
        r"sou morador[a]? d[eoa] ",
        r"(?:vivo|vivimos|resido) (?:aqui )?en (?:el |la )?",
        r"(?:mi|nuestra) direccion (?:es|:)\s*:?\s*",
        r"(?:i|we) (?:currently |now |actually )?(?:live|reside) (?:over |out |here )?(?:in|at|on) ",
        r"(?:i'?m|i am|we'?re|we are) (?:currently |now )?(?:living|based|located) (?:in|at|on|out of) ",
        r"(?:my|our) (?:home )?address(?: is|:) ",
        confidence=0.85),
)  # fmt: skip

_DWELLING = (
    r"(?:ape|apto|apartamento|casa|kitnet|quitinete|sobrado|studio|estudio|loft|cantinho|flat|house|place"
    r"|home|apartment"
    r"|condo|townhouse|duplex|cottage|piso|departamento)"
)
_NOW_IN = r"(?:(?:agora|aqui|la) )*(?:(?:eh?|fica|em|na|no|nos|nas) |: ?)+"
SETTLED = table(
    "call fix volt vim viemos alug compr instal estabelec raizes residencia casa ape endere muda ta em tamo "
        "estou to tou cheg "
    "back living settled based rent unpack home place house apartment flat condo moved relocat move made "
        "address live in "
    "bought",
    cue(
    r"(?:voltei|voltamos|vim|viemos|vim parar|fui parar) (?:de vez |a )?(?:morar |viver )?(?:pra|pro|para|em"
        r"|no|na) ",
        rf"(?:aluguei|alugamos|comprei|compramos|peguei|pegamos|achei|achamos) (?:um|uma|o|a|nosso|nossa) (?:\w+ )?"
        rf"{_DWELLING}(?: \w+)? (?:em|no|na|nos|nas) (?=.*(?:mud|instal|mora|chaves))",
        r"(?:me instalei|nos instalamos|me estabeleci|nos estabelecemos|finquei (?:o )?pe|criei raizes|fixei residencia"
        r"|(?:estou|to|tou|estamos|tamos?) (?:bem )?instalad[oa]s?|cheguei de mudanca) (?:em|no|na|nos|nas) ",
        r"(?:to|tou|tamos?|estou|estamos|a gente (?:ta|esta)) (?:agora )?(?:em|no|na) (?=.*\b(?:mud(?:ei|ou"
            r"|amos|anca)|morar))",
        r"(?<=mudei, )(?:to|tou|estou) (?:em|no|na) ", r"(?<=mudou, )(?:ta|tamos?|estamos) (?:em|no|na) ",
        r"(?:back|living|settled|renting|based|unpacked|at home) (?:\w+ )?in (?=.*\b(?:now|again|these days"
            r"|since|moved))",
        r"(?:i'?m|we'?re|i am|we are) back (?:home )?in ", r"home is (?:now )?(?:in )?",
        r"(?:i|we) (?:now )?call (?P<va>[\w' -]{3,20}?) home\b",
        r"(?:me )?fix(?:ei|amos) (?:residencia )?em ",
        rf"{SELF}(?:made|done) the move to ",
        rf"{SELF}(?:moved|relocated) in with (?:\w+ ){{1,3}}(?:over |up |down )?in ",
        rf"{SELF}(?:bought|rented|found|got) (?:a|an|our|my) (?:\w+ ){{0,2}}{_DWELLING} in (?=.*(?:moved|living"
            rf"|unpack|keys))",
        r"(?:i'?m|we'?re|i am|we are|been) (?:over |up |down |out )?in (?P<v>[\w' -]{3,20}?) (?:now|these "
            r"days|since \w+)\b",
        changed=True, proper=True, mine=True),
    cue(r"(?:nova casa|casa nova|novo lar|novo ape|ape novo|novo apartamento|apartamento novo)(?: agora)? "
        r"(?:(?:eh?|fica) )?(?:em|no|na) ",
        rf"(?:{SELF}(?:have )?(?:moved|relocated|shifted|migrated)) (?:\w+ ){{0,2}}?(?:to|into) ",
        rf"my (?:new )?{_DWELLING}(?: now)? is (?:now )?(?:in|at|on) ",
        rf"our (?:new )?{_DWELLING}(?: now)? is (?:now )?(?:in|at|on) ",
        changed=True, mine=True, proper=True),
    cue(r"im (?:now )?(?:living|based) (?:in|at|on) ", changed=True),
    cue(r"(?:me mudo|a gente (?:se )?muda|mudo) (?:de vez )?(?:pra|pro|para) ",
        r"(?:vou|vamos|a gente vai) (?:de vez )?(?:pra|pro|para) (?=.*\b(?:que vem|em breve|proxim)\w*)",
        r"(?:que vem|em breve|proxim[oa] \w+),? (?:eu |a gente |nos )?(?:vou|vamos|vai) (?:de vez )?(?:pra|pro|para) ",
        rf"{SELF}(?:gonna|going to|about to|set to|due to) (?:move|relocate) to ",
        rf"{SELF}(?:move|relocate) (?:in)?to ", r"moving (?:in)?to ",
        planned=True, proper=True, mine=True),
)  # fmt: skip

_DONE = (
    r"(?=\W*(?:$|[,.;!]|e |and |gracas|finally|at last|enfim|ontem|hoje|yesterday|today|last|esse|this"
    r"|semana|sabado|domingo|on (?:saturday|sunday)))"
)
MOVED_IN = table(
    "mud muda casa nova moved move in settled night new place house",
    cue(rf"(?:ja |finalmente |enfim |a gente ja )?(?:me mudei|nos mudamos|mudamos|mudei|a gente (?:se )?mudou){_DONE}",
    rf"(?:a )?mudanca (?:foi )?(?:feita|concluida|terminada|acabou){_DONE}",
        r"(?:primeira noite|dormi|dormimos|estamos|to|estou|instalad[oa]s?) (?:ontem )?n[oa] (?:casa|ape"
            r"|apartamento|endereco) nov[oa]\b",
        rf"(?:i|we)(?:'?ve| have)? (?:just |finally |already |now )*(?:moved(?: in)?|settled in){_DONE}",
        rf"(?:the )?move (?:is )?(?:done|over|complete|behind us){_DONE}",
        rf"(?:all |finally )(?:moved(?: in)?|settled in){_DONE}",
        r"(?:first night|slept|we'?re|i'?m|settled) in the new (?:place|house|home|flat|apartment)\b",
        changed=True, mine=True, confidence=0.75),
)  # fmt: skip
"""They tell of a move that was announced before, and not where to."""
