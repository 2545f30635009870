"""Words by which it is known where somebody works."""

from pipelines.providers.facts.cues import SELF, cue, table

_JOB = (
    r"(?:gerente|diretora?|analista|engenheir[oa]|desenvolvedora?|vendedora?|professora?|coordenadora?|supervisora?"
    r"|advogad[oa]|medic[oa]"
    r"|enfermeir[oa]|estagiari[oa]|consultora?|assistente|programadora?|designer|contadora?|dentista|recepcionista"
    r"|compradora?|tecnic[oa])"
)
_JOB_EN = (
    r"(?:engineer|nurse|teacher|manager|developer|designer|analyst|director|consultant|accountant|lawyer|doctor|chef"
    r"|assistant|salesperson|marketer|programmer"
    r"|administrator|supervisor|technician|receptionist|buyer|professor|recruiter|coordinator|ceo|cfo|cto|coo|vp"
    r"|founder|driver|cashier|barista|mechanic"
    r"|electrician|pharmacist|dentist|scientist|researcher|architect)"
)
_JOB_ES = (
    r"(?:profesora?|ingenier[oa]|gerente|medic[oa]|enfermer[oa]|vendedora?|abogad[oa]|contadora?|analista|directora?"
    r"|disenadora?|desarrolladora?|encargad[oa]|cociner[oa])"
)
_AT = r"(?:aqui |la |agora |atualmente |hoje )?(?:no|na|nos|nas|pro|pra|para [oa])\s+(?:empresa |firma )?"

WORKS = table(
    "start engineer nurse teacher manager lead head run profesor ingenier now with promov transfer entrevista "
    "trabal tramp contrat empre sai trabaj work join job hired quit left laid changed "
    "switched starting demi sai "
    "funcion gerent "
    "diretor analist engenh desenv vended profess coorden superv advog medic enferm estag consult assist program "
    "design contad dentist recep comprad tecnic employ",
    cue(rf"(?:vou|vamos|irei) (?:comecar a )?trabalhar {_AT}",
        r"(?:voy|vamos) a (?:empezar a )?trabajar en (?:el |la )?",
        r"(?:i'?m|i am) (?:starting|joining|going to (?:work|join|start)|about to (?:start|join)) (?:(?:work|working"
        r"|a (?:new )?job) )?(?:at |for )?(?!a |an |the |in |on |to )",
        r"i(?:'?ll| will) (?:be )?(?:working|joining|starting|join|work) (?:at |for )?(?!a |an |the |in |on |to )",
        r"i (?:start|begin) (?:working |work |my new job )?at ",
        rf"comec(?:o|amos) a trabalhar {_AT}",
        planned=True),
    cue(rf"(?:(?:eu )?(?:mudei|troquei) de (?:emprego|trabalho|empresa)|sai d[ao] [\w .&-]{{2,25}}?),? (?:e "
        rf")?(?:agora )?"
        rf"(?:estou|to|tou|trabalho|fui) (?:agora )?(?:trabalhando )?{_AT}",
        r"(?:i(?:'?ve)? )?(?:changed|switched|left) (?:jobs|[\w .&-]{2,25}?),? (?:and )?(?:now )?(?:i(?:'?m| am)? "
        r")?(?:now )?(?:work(?:ing)? )?(?:now )?(?:at|for) (?!the )",
        rf"(?:agora|atualmente) (?:eu )?(?:trabalho|trampo|estou trabalhando|to trabalhando|to trampando) {_AT}",
        rf"(?:comecei|acabei de comecar|passei) a (?:trabalhar|trampar) {_AT}",
        rf"(?:estou|to|tou) (?:agora )?(?:trabalhando|trampando) (?:agora )?{_AT}",
        rf"(?:comecei|arrumei|arranjei|consegui|peguei)(?: um| num| o| meu)? (?:novo )?(?:emprego|trabalho"
        rf"|trampo)(?: novo)? {_AT}",
        rf"(?:meu )?(?:trabalho|emprego) (?:agora )?(?:e|eh|fica) {_AT}", rf"fui (?:promovid|transferid|chamad)[oa] "
            rf"{_AT}",
        r"passei na entrevista,? (?:e )?agora (?:sou d[ao]|estou n[ao]|to n[ao]) ",
        r"(?:estou|to|tou) n[ao] (?P<v>[\w.&-]+(?: [\w.&-]+)??)(?: agora)?,? (?:sai|pedi demissao|deixei|larguei) ",
        r"(?:fui|acabei de ser) contratad[oa] (?:pela|pelo|pel[oa]s|na|no) (?:empresa )?",
        r"(?:meu|no meu) (?:novo (?:emprego|trabalho)|trabalho novo|emprego novo) (?:e|eh|fica)? ?(?:na|no) "
        r"(?:empresa )?",
        r"ahora trabajo (?:en|para) (?:el |la )?",
        r"(?:empece|comence|acabo de empezar) a trabajar (?:en|para) (?:el |la )?",
        r"(?:me contrataron|entre a trabajar) en (?:el |la )?",
        r"(?:i|we)(?:'?ve| have)? (?:just |recently )?joined (?!a |an |the |in |on |you|us|this|your|my )",
        r"i(?:'?ve| have)? (?:just |recently )?(?:started(?: working| a (?:new )?job)?|got (?:hired|a (?:new )?job)"
        r"|took a job|was hired|accepted a job) (?:at|by|for|with) ",
        r"(?:i'?m|i am) now (?:with|at) (?!a |an |the |my |you|home|work|peace|that)", r"(?:i'?m|i am) with "
            r"(?P<v3>[\w.&-]+) now",
        r"^\W*(?:just )?started (?:working |work |a (?:new )?job )?at ",
        r"i (?:now work|work now) (?:at|for) ", r"my new (?:job|employer) is (?:at |with )?",
        changed=True),
    cue(r"(?:nao |n )?trabalho (?P<more>mais )" + _AT,
        r"(?:sai|pedi demissao|fui demitid[oa]|fui desligad[oa]) d[ao] (?=[\w .&-]{2,30}$)",
        r"ya no trabajo (?:en|para) (?:el |la )?",
        r"i (?:no longer work|don'?t work|do not work) (?:at|for) (?=[\w .&-]{2,30}(?:any ?more|now)?$)",
        r"i (?:left|quit|got laid off from|was laid off from) (?=(?!the|my|a|it|you|this|that|work)[\w.&-]+$)",
        over=True, changed=True),
    cue(rf"(?:eu )?(?:trabalho|trampo) (?:como {_JOB} )?{_AT}",
        rf"(?:eu )?sou {_JOB}(?: \w+)?(?: aqui| la)? (?:na|no) (?:empresa )?",
        r"sou funcionari[oa] d[ao] ",
        r"(?:i|we) (?:currently |now |actually )?work (?:over |out )?(?:at|for) ", r"i work as (?:an? )?(?:\w+ "
            r"){1,3}(?:at|for) ",
        rf"(?:i'?m|i am) (?:an? |the )?(?:\w+ ){{0,2}}{_JOB_EN}(?: now)? (?:at|for|with) ",
        r"i (?:run|lead|manage|head) (?:\w+ ){1,3}at ", rf"soy {_JOB_ES} en (?:el |la )?",
        r"(?:i'?m|i am) (?:currently |now )?(?:working (?:at|for)|employed (?:at|by)) ",
        r"trabajo (?:actualmente )?(?:en|para) (?:el |la )?",
        confidence=0.85),
)  # fmt: skip

_POST = r"(?:vaga|emprego|trampo|trabalho|bico|cargo|posicao|posto|servico|job|gig|position|role|spot|post|work)"
_IN = r"(?:n[oa]s?|pel[oa]|pr[oa]|para [oa]|com [oa]|em) "
_NO_POST = r"(?!cliente|alun[oa]|morador|soci[oa]|fa |filh|membro|assinante|usuari|visita|novo|nova)"
_NO_POST_EN = r"(?!(?:\w+ )?(?:customer|student|member|regular|patient|guest|fan|client|big|long|bit|visitor|loss))"
HIRED = table(
    "company firm startup agency place joined empresa chamada entrei ingress comec contrat efetiv promov "
        "transfer admit registr concurso aula lecion emprego vaga "
        "trampo trabalh "
    "funcionari colaborador contratad estagiari time equipe sou demiss larguei sai deixei troquei assum "
        "started began hired job "
    "gig position role team staff teach nurse drive cook consult been shifts took left quit no longer join with",
    cue(rf"(?:entrei|ingressei|comecei) (?:hoje |ontem |agora |segunda )?{_IN}",
    rf"(?:fui|sou|acabei de ser|acabo de ser) "
            rf"(?:contratad|efetivad|promovid|transferid|admitid|registrad)[oa](?: \w+)? {_IN}(?:empresa )?",
        rf"(?:me (?:contrataram|efetivaram|transferiram|registraram|chamaram)) (?:pra trabalhar "
            rf")?{_IN}(?!.*entrevista)",
        r"(?:passei|fui aprovad[oa]) n[oa] (?:concurso|selecao|processo) (?:d[oa]|pr[oa]) ",
        rf"(?:sai|saimos|pedi (?:as contas"
            rf"|demissao)|larguei|deixei|troquei|nao trabalho mais|nao to mais|nao estou mais)[^.;?]{{0,40}}?,? "
            rf"(?:e )?(?:agora )?(?:ja )?"
        rf"(?:fui|to|tou|estou|entrei|comecei|trabalho)(?: agora| trabalhando| trampando)? {_IN}(?:empresa )?",
        rf"(?:troquei|mudei) de (?:emprego|trabalho|empresa|trampo|servico)[,:]? (?:e )?(?:agora )?(?:to|tou"
            rf"|estou|sou) (?:agora )?"
        rf"(?:{_IN}|d[oa] )",
        rf"(?:arrumei|arranjei|consegui|peguei|ganhei|assumi|aceitei) (?:um[a]? |[oa] |minha |meu "
            rf")?(?:nov[oa] )?{_POST}"
        rf"(?: \w+){{0,3}}? {_IN}(?:empresa )?",
        r"(?:virei|me tornei|agora sou) (?:[oa] |um |uma )?(?:mais nov[oa] )?(?:funcionari[oa]"
            r"|colaborador[a]?|contratad[oa]"
        r"|estagiari[oa]|professora?|parte) d[oa] ",
        r"(?:faco|fazemos) parte d[oa] (?:(?:time|equipe|quadro) d[oa] )?",
        rf"(?:meu|o) (?:novo )?{_POST}(?: novo| agora| atual)* (?:eh?|fica|ta sendo) n[oa] ",
        rf"agora (?:eu )?(?:sou|virei|to de|estou de) {_NO_POST}(?:\w+ ){{1,3}}n[oa] ",
        r"(?:agora|a partir de hoje|desde \w+) (?:eu )?sou d[oa] ",
        rf"virei {_NO_POST}(?:\w+ ){{1,3}}n[oa] ",
        rf"{SELF}(?:started|began|start)(?: out| over| fresh| (?:a )?(?:new )?{_POST}| my (?:new )?{_POST}| "
            rf"shifts)?(?: \w+day)? (?:at|with|for) ",
        rf"{SELF}(?:got |was |been |just )?hired (?:by|at|on at) ",
        rf"{SELF}(?:landed|got|found|took|accepted|have|started) (?:a|an|the|my)?"
            rf" ?(?:new |great )?(?:\w+ )?{_POST}(?: \w+)?? (?:at|with) ",
        rf"{SELF}(?:quit|left|resigned from|walked out of) (?:my job at )?(?P<old>[\w .&'-]{{2,25}}?),? (?:and "
            rf")?(?:so )?(?:now )?(?:i'?m |i am |"
        rf"im )(?:now )?(?:at|with|working (?:at|for)) ",
        r"(?:jobs|job|employers?),? (?:and |so )?(?:now )?(?:i'?m|i am|im) (?:now )?(?:at|with) ",
        rf"{SELF}(?:joined|joining) (?:the )?(?:team|staff|crew) (?:at|of) ", rf"{SELF}transferred to (?:the )?",
        rf"{SELF}joined (?!the |a |you|us)",
        r"i (?:now )?work (?:for|at) (?:a|an) (?:\w+ )?(?:company|firm|place|startup|agency) (?:called"
            r"|named) ",
        r"trabalho (?:n|p)uma (?:empresa|firma|startup|agencia) chamada ",
        rf"{SELF}(?:now )?(?:on staff|on the team|on the payroll|employed) (?:at|of) ",
        r"doing (?:\w+ )?shifts at ", rf"my (?:new )?(?:{_POST}|workplace|employer)(?: now)? is (?:now )?(?:at|with) ",
        r"(?:the |[oa] )?(?P<v>(?!the )[\w.&'-]+(?: [\w.&'-]+)??) (?:took me on|hired me|gave me (?:a|the) "
            r"(?:job|shot)|brought me on board)\b",
        r"im (?:now )?(?:working )?(?:at|for|with) (?=\w+ now\b)",
        r"i (?:drive|cook|consult|code|clean|freelance|nurse|teach|manage|bartend) (?:at|for) (?P<v2>[\w.&' "
            r"-]{2,25}?) now\b",
        changed=True, proper=True, mine=True),
    cue(r"(?:dou|dando) aulas?(?: de \w+)? n[oa] ", r"(?:leciono|ensino|atendo|dou plantao|faco plantao) n[oa] ",
        rf"(?:eu )?sou {_NO_POST}(?:\w+ ){{1,3}}n[oa] ",
        r"i (?:teach|nurse|drive|cook|consult|code|clean|freelance|manage|bartend) (?:at|for) ",
        r"(?:been|i'?ve been|was) (?:at|with) (?P<v3>[\w.&'-]+(?: [\w.&'-]+)??) (?:for|since) ",
        rf"(?:i'?m|i am|im) (?:an?|the|one of the) {_NO_POST_EN}(?:\w+ ){{1,3}}(?:at|for|with) ",
        proper=True, mine=True, confidence=0.85),
    cue(
    r"(?:nao (?:to|tou|estou|trabalho) mais|(?<!, )sai|me desliguei|pedi as contas|pedi demissao|fui "
        r"mandad[oa] embora) (?:d[oa]|n[oa]) "
        r"(?=[\w .&-]{2,25}(?:,|$))",
        r"(?:i'?m |i am |im )?no longer (?:at|with) (?=[\w .&'-]{2,25}(?:,|$))",
        rf"{SELF}(?:quit|resigned from) (?!my|the|a|it|that|this|smoking|drinking|sugar|coffee)(?=[\w "
            rf".&'-]{{2,25}}(?:,|$))",
        over=True, changed=True, proper=True, mine=True),
    cue(
    rf"(?:vou|comeco|entro|assumo|vou comecar|vou entrar) {_IN}(?=.*(?:que vem|em breve|proxim|amanha"
        rf"|segunda|dia \d))",
        rf"(?:que vem|em breve|amanha|segunda) (?:eu )?(?:comeco|entro|vou trabalhar|assumo) {_IN}",
        rf"{SELF}(?:start|begin|join) (?:at|with) ", r"starting at ",
        planned=True, proper=True),
)  # fmt: skip
JOBLESS = table(
    "demiss demit embora emprego desempreg aposent trabalho quit lost laid fired retire between unemploy",
    cue(
    r"(?:pedi (?:demissao|as contas)|fui (?:demitid[oa]|mandad[oa] embora|desligad[oa])|perdi (?:o|meu) "
        r"emprego|(?:estou|to|tou|fiquei)"
        r" desempregad[oa]|me aposentei|(?:estou|to|tou) aposentad[oa]|(?:larguei|sai d)o (?:meu "
            r")?emprego)(?=\W*(?:$|,|ontem|hoje|essa"
        r"|semana|mes|e (?!comec|entr|fui|to |agora)))",
        rf"{SELF}(?:quit|lost|left) my job(?=\W*(?:$|,|yesterday|today|last|this))",
        rf"{SELF}(?:got |was |been )?(?:laid off|fired|let go)"
            rf"(?=\W*(?:$|,|yesterday|today|last|this))",
        rf"{SELF}(?:retired|unemployed|between jobs|out of work)(?=\W*(?:$|,|yesterday|today|last|this|now))",
        over=True, changed=True, mine=True),
)  # fmt: skip
"""They end whatever work there was, and name none."""
STARTED = table(
    "comec emprego trabalho trampo started job day",
    cue(
    r"(?:ja )?(?:comecei|estou|to)(?: hoje| ontem)? n?o (?:novo (?:emprego|trabalho|trampo)|(?:emprego"
        r"|trabalho|trampo) novo)\b",
    r"primeir[oa] (?:dia|semana) no? (?:novo (?:emprego|trabalho)|(?:emprego|trabalho) novo)\b",
        rf"{SELF}(?:have )?started (?:the|my) new (?:job|position|role)\b",
        r"(?:first|1st) (?:day|week) (?:at|in|of) (?:the|my) new (?:job|work|place)\b",
        changed=True, mine=True, confidence=0.75),
)  # fmt: skip
"""They tell of a job that was announced before, and not where."""
