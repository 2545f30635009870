"""More words by which it is known what somebody likes, aims at, objects to and suffers from; TABLES has them all."""

from pipelines.providers.facts.cues import SELF, cue, table

_TASTE = r"(?:gosto|gostamos|adoro|adoramos|amo|curto|curtimos|prefiro|preferimos)"
LIKED = table(
    "nunca never com sem with free mine minha tipo type kind o meu gost ador amo curt como sempre alergi "
        "vegetarian vegan celiac intoleran detesto odeio so sem preferencia love like hate stand always allerg "
        "eat drink take never ever suit best "
    "rather fan prefer only detest dislike favorit mim me can't bebo tomo uso peco quero",
    cue(
    rf"(?:eu )?(?:{_TASTE})(?: (?:muito|mesmo|mais|demais|bem|sempre|so|tanto))*(?: d[eoa]s?| quando| que)? "
        rf"(?:[oa]s? )?(?!voces|vcs|vc|voce|isso|esse|essa|quando|que)",
        r"(?:pra|para) mim (?:e|eh|tem que ser|so|sempre)(?: sempre| so)? ",
        r"(?:eu )?(?:sempre (?:peco|quero|tomo|uso|escolho|pego|faco|corto|durmo|viajo|sento))(?: com| em| "
            r"no| na| de)? (?:[oa]s? )?",
        r"(?:eu )?(?:so|apenas) (?:uso|tomo|como|bebo|visto|compro|aceito|durmo|viajo|leio|trabalho com) (?:[oa]s? )?",
        r"de preferencia,? (?:[oa] |com |em |no |na |de )*",
        r"(?:meu|minha) (?:\w+ )?(?:favorit[oa]|preferid[oa])(?: \w+)? (?:e|eh|sempre foi|continua) (?:[oa] )?",
        r"(?P<v1>(?:(?:sou|somos|virei) )?(?:alergic[oa]s? (?:a|ao|aos) [\w ]{3,25}|vegetarian[oa]s?"
            r"|vegan[oa]s?|celiac[oa]s?|intolerantes? (?:a|ao) [\w ]{3,20}|diabetic[oa]|canhot[oa]"
            r"|evangelic[oa]))\b",
        r"(?P<v2>(?:nao|n) (?:como|bebo|tomo|gosto d[eoa]|gosto|suporto|aguento|uso|posso comer|curto|durmo "
            r"sem|abro mao d[eoa]) (?!mais\b|que|isso|voces)[\w ]{3,35})(?=[,.;!]|$)",
        r"(?P<v3>(?:detesto|odeio|tenho (?:pavor|nojo|alergia) (?:de|a)|sou fa de|evito) (?:[oa] )?(?!quando"
            r"|que|esperar)[\w ]{3,30})(?=[,.;!]|$)",
        r"(?:i|we) (?:really |absolutely |just |always |do )*(?:love|like|adore|enjoy|prefer|fancy)(?: (?:it"
            r"|my \w+|mine|our \w+|ours|them)(?= \w+))?(?: to)? (?:the |a |an |it |mine |when )?(?!you|it\b|that"
            r"|this|to\b)",
        r"(?:i|we) (?:always |usually |only |just )*(?:take|drink|have|wear|use|order|ask for|go for|pick"
            r"|choose|buy|sit|sleep|fly)(?: (?:my|our) \w+)? (?:in |on |at |by )?(?:the |a |an "
            r")?(?=.*\b(?:always|only|black|with|without|"
        r"every|usually|please)\b)", r"(?:always|only) (?:an? |the )?(?P<v4>[\w ]{3,30}) (?:for|with) (?:me|us)\b",
        r"(?P<v5>no [\w ]{3,25}) for (?:me|us)\b",
        r"(?P<v6>(?:mornings?|evenings?|afternoons?|weekends?|weekdays?|[\w]+days?|"
            r"nights?|manhas?|tardes?|noites?)) (?:suits?|works?|is|are) (?:me |us |for me |for us )?(?:best"
            r"|better|fine|ideal)",
        r"(?P<v7>(?:i'?m |we'?re |i am |im )?(?:severely |badly |very )?allergic to [\w ]{3,25})(?=[,.;!]|$)",
        r"(?P<v8>(?:(?:i|we) )?(?:don'?t|dont|do not|can'?t|cannot|never) (?:eat|drink|wear|like|stand|use"
            r"|take|want|tolerate|have|touch) (?!it\b|that|you|this|to\b|any idea|time|the time|a |money|know"
            r"|anything)[\w ]{3,30})(?=[,.;!]|$)",
        r"(?:i'?m|we'?re|i am|we are|im) (?:an? )?(?:strict |now )?(?P<v9>vegan|vegetarian|celiac|coeliac"
            r"|lactose intolerant|gluten free|diabetic|left[ -]handed|pescatarian)s?\b",
        r"(?P<va>(?:i|we) (?:hate|detest|dislike|avoid|can'?t stand)"
            r" (?!it\b|that|this|when|to\b|you)[\w ]{3,30})(?=[,.;!]|$)",
        r"(?:my|our) favou?rite(?: \w+)? (?:is|are) (?:the )?",
        r"(?:i'?m|we'?re|i am) (?:an? |more of an? )(?P<vb>[\w ]{3,25}) (?:person|fan|lover|type|girl|guy)\b",
        r"(?:i'?m|we'?re|i am) (?:a (?:big )?fan of|into|fond of|partial to|keen on) (?!you|this|it)",
        r"(?:i|we)(?:'?d| would) (?:rather|sooner|prefer to) (?:have |get |go with )?(?:the |a |an )?",
        r"(?:nunca|never|sempre|always) (?P<vc>(?:com|sem|with|without) [\w ]{3,25})(?=[,.;!]|$| por favor| please)",
        r"(?P<vd>(?:sem|com|no|without|with) [\w]+|[\w]+ free),? (?:sempre|always)\b",
        r"(?:o|a) (?:meu|minha) (?:e|eh) (?:sempre )?(?P<ve>(?:bem |mal |mais |sem |com |ao )[\w ]{3,20})",
        r"mine is (?:always )?(?P<vf>(?:well|medium|rare|extra|without|with|no|black|plain)[\w ]{0,20})",
        r"(?:sou|somos) do tipo que ", r"(?:i'?m|we'?re) the (?:type|kind)(?: of \w+)? (?:who|that) ",
        r"(?:i'?m|we'?re|i am) (?:more of )?an? (?P<vg>[\w ]{3,25}) (?:person|lover|type)\b",
        confidence=0.7, mine=True),
)  # fmt: skip

_AIM = (
    r"(?:abrir|correr|aprender|comprar (?:um|uma|minha|meu|nossa|nosso)|expandir|terminar|aposentar|perder"
    r"|emagrecer|crescer|vender mais|dobrar|viajar|conhecer|montar|lancar|construir|reformar"
    r"|formar|passar n|passar em|falar (?:ingles|espanhol|frances|alemao|italiano)|morar (?:fora|sozinh"
    r"|perto)|parar de|voltar a|ter (?:um|uma|minha|meu) propri|economizar|juntar|guardar|subir o|completar"
    r"|virar|ser "
    r"|me formar|me aposentar|fazer (?:um|uma|faculdade|mestrado|intercambio)|escrever|publicar|participar"
    r"|ganhar (?:massa|mais|o)|melhorar|aumentar|reduzir|diminuir|chegar a|bater|atrair|conquistar|contratar"
    r"|dar "
    r"aula|cuidar|dormir melhor|deixar|engravidar|casar|nadar|tocar|cantar|plantar|sair d|quitar|investir"
    r"|organizar|preparar|entrar n)"
)
_AIM_EN = (
    r"(?:open|run (?:a|the|my)|learn|buy (?:a|my|our)|expand|finish|retire|lose|grow|double|travel|visit"
    r"|launch|build|renovate|graduate|pass|speak|move (?:abroad|out|closer)|quit|stop|start|own|save|become"
    r"|be (?:a|an|able)|write"
    r"|publish|compete|gain|improve|increase|reduce|cut|reach|hit|attract|hire|teach|sleep better|get (?:fit"
    r"|married|pregnant|in shape|back|into|my|rid)|swim|play|sing|climb|pay off|organi[sz]e|sell more|break"
    r"|earn|qualify"
    r"|complete|go (?:back|to|fully|paperless|solar)|take (?:part|up)|join|sail|cycle|walk|dance|cook|win"
    r"|have (?:a|my|our)|make|turn|set up|switch to|look|feel|fit)"
)
AIMED = table(
    "preparing preparando sonho quero queremos juntando meta plano ideia foco dream want hop aim saving plan "
        "determin train goal working lutando correndo atras pretend gostaria trying treinando objetivo prepar "
        "wish look",
    cue(r"(?:sonho|sonhamos|sempre sonhei) (?:mesmo )?(?:em|com) (?=\w+[aei]r\b)",
    r"(?:i|we) (?:always |still )?dream (?:of|about) (?=\w+ing\b)",
    r"(?:preparing|getting ready|studying) for (?:the |my )?",
        r"(?:quero|queremos) (?=estar \w+ndo\b)",
        r"(?:meu|nosso|minha|nossa|o meu|o nosso|o) (?:grande |maior |principal )?(?:sonho|objetivo|meta"
            r"|foco|desejo)(?: (?:e|eh|agora|aqui|de vida|este ano|esse ano|sempre foi|principal|mesmo|desse ano"
        r"|deste ano|pra \d+))* (?:e|eh|sempre foi|continua sendo|agora e)(?: de)? (?=\w+[aei]r\b|me \w+r\b)",
        r"(?:a|nossa|minha) (?:meta|ideia|intencao|prioridade)(?: \w+){0,2}? (?:e|eh)(?: de)? (?=\w+[aei]r\b"
            r"|me \w+r\b)",
        rf"(?:o que )?(?:eu |a gente |nos )?(?:quero|queremos|quer|pretendo|pretendemos|espero|sonho em"
            rf"|sonhamos em|gostaria de|gostariamos de|queria|desejo|penso em|planejo|to querendo|estou "
            rf"querendo)(?: (?:mesmo|muito|um dia|e|ainda|logo|tanto"
        rf"))* (?={_AIM})",
        r"(?:to|tou|estou|estamos|tamos|ando)(?: \w+)? (?:juntando|guardando|economizando|treinando"
            r"|estudando|me preparando|lutando|correndo atras|batalhando|trabalhando|ralando)(?: (?:dinheiro"
            r"|grana|duro|muito|tudo))* (?:pra|"
            r"para|de|por) (?:[oa] )?",
        r"(?:my|our) (?:biggest |big |main |new |ultimate |real |only )?(?:dream|wish|ambition|mission|focus"
            r"|target|goal|aim|hope|resolution)(?: (?:now|this year|here|for \w+))* (?:is|has always been"
            r"|remains|is still)"
            r" (?:to |on )?(?=\w)", r"the (?:goal|idea|dream|aim|hope|mission|point) (?:\w+ )??is to (?=\w)",
        rf"(?:what )?(?:i|we)(?: really| just| truly| still| mostly)* (?:want|hope|aim|intend|wish|plan|mean"
            rf"|'?d like|'?d love|would "
            rf"love)(?: (?:most |really )?is)? to (?:finally |really |eventually |also )?(?={_AIM_EN}\b)",
        r"(?:i'?m|we'?re|i am|we are|im|been)(?: \w+)? (?:hoping|aiming|determined|working|trying|planning"
            r"|set|desperate|looking|itching) (?:to|towards?|on) "
            rf"(?={_AIM_EN}|\w+ing\b)",
        rf"{SELF}(?:saving|saving up|training|studying|practi[sc]ing|fundraising|preparing) (?:up )?(?:for"
            rf"|towards?) (?:the )?", confidence=0.75, mine=True),
)  # fmt: skip

HURT = table(
    "vive mata toda todo sempre perco perde horas dor aguento perrengue dificil atras quebra trava cai "
        "demora falta crash kill waste sick tired hurts ache pain hard keeps always track freez spend lose stuck "
        "late every "
    "cansad saco problema nightmare slow nunca never chato pesadelo sufoco luta fight struggl constantly breaks enche",
    cue(
    r"(?P<v1>(?:(?:o|a|os|as|meu|minha|nosso|nossa) [\w ]{2,25} )?(?:vive|vivem|fica|ficam|anda|andam) "
        r"(?:travando|caindo|quebrando|falhando|atrasando|dando (?:problema|erro|pau|defeito)|reclamando|vazando"
        r"|sumindo|desligando|faltando))",
        r"(?:o que|que|quem) (?:mais )?(?:me|nos) (?:mata|irrita|incomoda|atrapalha|tira do serio|enlouquece"
            r"|cansa|estressa|preocupa|prejudica|atrasa)(?: (?:mais|mesmo|de verdade|aqui))* (?:e|eh|sao) "
            r"(?:[oa]s? )?",
        r"(?P<v2>(?:toda (?:semana|hora|vez|noite|manha|sexta)|todo (?:dia|mes|santo dia)|sempre|direto"
            r"|volta e meia) (?:[oa]s? |meu |minha |nosso |nossa )?[\w ]{0,20}(?:quebra|cai|trava|falha|atrasa"
            r"|some|falta|para|da (?:problema|erro|pau)|da "
        r"errado|vaza|estraga|desliga|pifa)\w*)",
        r"(?P<v3>(?:[oa]s? |meu |minha |nosso |nossa )[\w ]{3,25} (?:sempre|nunca|toda hora|direto) (?:\w+ "
            r")??(?:quebra|cai|trava|falha|atrasa|some|falta|para|chega|funciona|da problema|da erro|demora|erra"
            r"|vem "
            r"errado)\w*)",
        r"(?:eu )?(?:perco|perdemos|a gente perde|gasto|gastamos|se perde|desperdic\w+) (?:muit[oa]s? "
            r"|tant[oa]s? |um |o |a |mei[oa] )?(?:tempo|horas?|dias?|tarde|manha|dinheiro|cliente|clientes"
            r"|vendas?)(?: inteir[oa])?(?: por \w+)? (?:com |so |pra |"
            r"por causa d[aeo] )?",
        r"(?:nao|n) (?:aguento|aguentamos|suporto) mais (?:[oa]s? )?(?!isso|voces|esperar|esse)",
        r"(?:meu|nosso|minha|nossa|o|a) (?:maior |grande |principal |pior )?(?:perrengue|pesadelo|sufoco"
            r"|drama|dor de cabeca|incomodo|aperto|gargalo|queixa|"
            r"martirio|inferno)(?: \w+)?? (?:e|eh|sao) (?:[oa]s? )?",
        r"(?:ta|esta|anda|e|eh)(?: \w+)? (?:dificil|complicado|impossivel|um sufoco|um inferno|uma luta) "
            r"(?=\w+[aei]r\b)",
        r"(?:to|tou|estou|estamos|ando) (?:cansad[oa]s?|de saco cheio|fart[oa]s?|exaust[oa]s?)"
            r" (?:d[eoa]s?|com) (?:[oa]s? )?(?!tudo$)",
        r"(?P<v4>(?:(?:meu|minha|meus|minhas) )?(?:dor(?:es)? n[oa]s? \w+|\w+ doi(?:em)?(?: \w+){0,3}))",
        r"(?P<v5>(?:(?:our|my|the) [\w ]{2,25} )?(?:keeps?|kept|is always|are always|is constantly|are "
            r"constantly) (?:crash|break|fail|freez|leak|fall|los|stall|go|disconnect|stopp|drop|jamm|overheat"
            r"|disappear|being|cancel|arriv|runn)\w*(?: \w+)?)",
        r"(?P<v6>(?:our|my|the) [\w ]{2,25} (?:always|never|constantly|freezes|crashes|breaks|fails|hurts?"
            r"|aches?)(?: \w+)?(?: (?:late|down|on time|all the time|every \w+|constantly|again and again"
            r"|work\w*))?)(?= *(?:$|[,.;!]|and|when|so))",
        r"(?P<v7>(?:the |our |my )[\w ]{2,25}) (?:is|are) (?:killing|driving|costing|wearing|slowing|hurting"
            r"|bugging) (?:me|us)\b",
        r"(?:what(?:'s| is)? (?:kills|eats|bothers|annoys|hurts|stresses|frustrates|drives|wastes|ruins)|the "
            r"(?:hardest|worst|toughest|most \w+) (?:part|thing|bit)"
            r"(?: for (?:me|us))?) (?:me |us |most |my |our |day |time |up |week )*(?:is|are) (?:the )?",
        r"(?:i|we)(?:'?re|'?m| am| are)? (?:waste|lose|spend|wasting|losing|spending) (?:so much |too much "
            r"|a lot of |half |all |countless |most of )?(?:the |our |my )?(?:time|hours|day|days|money|half the "
            r"day|week|customers|sales|weekend)s?(?: (?:on|each|every|a|just|with|because of))*(?: \w+ (?=\w+ing))? ?",
        r"(?:i'?m|we'?re|i am|we are|im) (?:so |really |just )?(?:sick|tired|sick and tired|fed up|done)(?: "
            r"of| with) (?:the )?",
        r"(?:i|we) can'?t (?=(?:keep (?:track|up)|"
            r"sleep|find|get (?:my|our|the)|manage|see|reach|trust|control|focus|cope)\b)",
        r"(?P<v8>my (?:back|knee|neck|head|tooth|shoulder|feet|foot|hip|wrist|eyes?|stomach)s? (?:hurts?"
            r"|aches?|is killing|are killing|is sore|kills)(?: \w+){0,3})",
        r"(?:(?:my|our) (?:biggest |main )?)(?:headache|nightmare|bottleneck|frustration|gripe|bugbear"
            r"|pain)(?: \w+)?? (?:is|are) (?:the )?", confidence=0.7, mine=True),
)  # fmt: skip

_ILL = (
    r"(?:do[ei]m?|dores|quebr(?:a|am|ou de novo)|trava(?:m)?|emperra(?:m)?|atrasa(?:m)?|alaga(?:m)?"
    r"|vaza(?:m)?|pinga|mofa|falha(?:m)?|cai(?:em)? (?:o tempo|toda|direto)|some(?:m)? (?:tod[oa]|sempre"
    r"|direto|d[oa])|enguica|range|chia|superaquece|inunda|reclama(?:m)?|se perde(?:m)?|"
    r"barulh\w+|mofo|goteira|vazamento|infiltracao|inferno|pesadelo|sufoco|perrengue|nao me deixa\w* \w+|me "
    r"tira o sono|insonia|durmo mal|dormindo mal|tenho vergonha|perde(?:m)? (?:pedido|cliente|venda|tempo"
    r"|dinheiro|hora)s?|sempre (?:atrasad|cansad|correndo|apertad)\w+|sleep badly|ashamed of|misses "
    r"(?:orders|calls|deadlines|payments)|vivo (?:esquecendo|perdendo|correndo|atrasad\w+|apertad\w+)"
    r"|(?:tenho|temos) perdido|ninguem (?:acha|sabe|encontra|atende|consegue"
    r"|entende)|nunca (?:funciona|chega|sei|acho|da certo|bate)|nao (?:consigo|conseguimos|da conta|acho"
    r"|encontro|bate)(?! (?:ir|hoje|amanha|abrir o link))|me custa|da trabalho|leva horas|demora horas"
    r"|hurts?|aches?|jams(?! (?:and|or|of))|leaks?|floods?|crashes|breaks (?:down|again|every)"
    r"|freezes|fails|overheats|squeaks|drips|noise|mou?ld|damp|nightmare|headache|won'?t (?:let me|work"
    r"|start|close|sync|stay)|keeps? me (?:up|awake)|insomnia|i keep (?:forgetting|losing|missing)|(?:i'?ve"
    r"|we'?ve) been losing|nobody (?:finds|knows|can|understands|answers)"
    r"|complain\w*|never (?:works?|arrives?|know|find|matches)|takes (?:hours|forever|ages|all day)|eats "
    r"(?:my|our|up)|drowning|swamped|always (?:late|breaking|broken|down|behind)|runs? out|wastes?|a mess"
    r"|chaos|caos|bagunca|trav(?:ou|aram)|frio entra|umidade|late a noite|latir|bark\w*|nao (?:durmo"
    r"|dormi\w*|esquenta|aguenta|para de|vejo nada|funciona|segura)|perco (?:encomenda|pedido|prazo|hora"
    r"|tempo)s?|resseca|enxaqueca|cabelo cai|(?:me|nos) (?:matando|enlouquece|atrapalha|consome)|no transito"
    r"|esqueco|machuca(?:m)?|se mistura(?:m)?|entrega errado|embaca|uma fortuna|aperta meu|sem tempo p|cold "
    r"air|haven't slept|(?:lose|losing) (?:orders|clients|customers|time|money)|drops? (?:in|out|all|every)"
    r"|gets? dry|migraines?|falls? out|in traffic|drives? me (?:mad|crazy|nuts|insane)|forget everything"
    r"|can't take it|mixed up|deliver wrong|doesn't (?:heat|close|work|fit|hold|charge)|pinch(?:es)?|no time "
    r"(?:to|for)|a fortune|in pain|go out late|killing me|wears me out|lock(?:s)? up|stuck)"
)
ILL = table(
    "mat enlouq consom transito esquec machuc mistur errad embac fortun aperta tempo cold slept lose drop "
        "dry migr fall traffic drive forget can't mixed wrong doesn pinch time pain late kill wear lock stuck "
        "latir bark umid frio entra resse enxaq cabelo dura durmo dormindo vergonha perde sempre sleep asham "
        "misses do qu trav emper atras alag vaz ping mof falh cai some engui range barulh goteir infiltra "
        "inferno pesadelo sufoco perreng deixa sono inson vivo perdido ninguem nunca nao custa trabalho horas "
        "hurt ache jam leak flood crash break freez fail "
    "nois mould mold damp nightmare headache won keep insomn losing nobody complain never takes eats drown "
        "swamp always run waste mess chaos caos baguncw bagunca reclam n",
    cue(
    rf"(?P<v1>(?!(?:meu|minha|my|the|o|a|our) (?:receio|medo|worry|concern|fear|vizinh|neighbo|primo|prima"
        rf"|cousin|irma|sister|brother))(?:(?:toda|todo|every|each|when|quando) \w+ )?(?:(?:[oa]s?|meus?|minhas?"
        rf"|nossos?|nossas?|my|our|the|i|we|eu|a gente|nobody|ninguem|street|customers|clients?|clientes) "
        rf")(?:[\w']+ ){{0,5}}?{_ILL}(?: [\w']+){{0,5}})(?=\W|$)",
        rf"(?P<v2>{_ILL}(?: [\w']+){{1,6}})(?=\W|$)", confidence=0.65, mine=True),
)  # fmt: skip
"""A trouble that is told in whatever words: those that name one, with what stands around them."""

DOUBTED = table(
    "fidelidade assusta pega fecho receio medo longe presa preso amarrad realidade demor caro cara contrato "
        "scare hold back far worr keen tied lock long puts off price concern hesitat reluctant fear afraid steep "
    "tempo time pesad heavy complic risk arrisc lot for mata kills demais gostei absurd outrag abusiv exager "
        "ridicul salgad puxad assalto ripoff rip exorb roubo agrada convence anima cedo tarde early drive way "
        "away mao commit sign justif wait hour schedul location parking minim terms horario estacion tamanho "
        "local comprom assum problem trava pesa incomod preocup duvida taxa multa risk stop",
    cue(
    r"(?P<v1>(?!o que|que|onde)(?:[oa]s? |ess[ea] |est[ea] )?[\w ]{3,40}?) (?:me|nos) (?:assusta|preocupa"
        r"|incomoda|trava|desanima|afasta|faz hesitar|faz pensar|deixa insegur[oa]|deixa com (?:medo|receio|o pe "
        r"atras)|da medo|pega)\w*\b",
        r"(?:o que|que|onde) (?:(?:me|nos) )?(?:pega|trava|pesa|impede|segura|desanima|incomoda|preocupa"
            r"|assusta|complica)(?: (?:mesmo|mais|pra mim|aqui|ainda|e|eh))* (?:e|eh) (?:[oa]s? )?",
        r"(?:so )?(?:nao (?:fecho|fechamos|compro|assino|contrato|vou|fechei|assinei)|ainda nao (?:fechei|"
            r"assinei|comprei))(?: \w+)?? (?:por causa d[oae]s?|por conta d[oae]s?|pel[oa]s?) ",
        r"(?:meu|minha|nosso|nossa|o meu|a minha) (?:unic[oa] |maior |grande )?(?:receio|medo|duvida"
            r"|preocupacao|ressalva|problema com isso|objecao)(?: \w+)?? (?:e|eh) (?:[oa]s? |com |que )*",
        r"(?P<v2>(?:(?:ta|esta|e|eh|fica|ficou) )?(?:fora d[ao] (?:minha|nossa) realidade|longe demais"
            r"|(?:muito|bem|meio) longe|demorado demais|(?:muito|bem) demorado|pesado (?:pra|demais)\w*|(?:muito"
            r"|bem|meio) (?:caro|cara|salgado|puxado))(?: (?:pra mim|pra gente))?)",
        r"(?:nao|n) (?:quero|queremos|gosto de|curto|topo|aceito|vou) (?:me |ficar |nos |assinar "
            r")?(?P<v3>(?:pres[oa]s?|amarrad[oa]s?|refem|compromisso|fidelidade|contrato|prender|amarrar"
            r"|comprometer)[\w ]{0,30})",
        r"(?P<v4>(?:a |o )?(?:entrega|prazo|instalacao|obra|espera|atendimento)"
            r" (?:demora|e|leva|ta|esta) (?:muito|demais|tempo demais|longe|longa?|demorad[oa])(?: \w+)?)",
        r"(?P<v5>(?!what)(?:the |your |this |that )?[\w -]{3,40}?) (?:scares?|worries|puts|holds|bothers"
            r"|concerns|stops) (?:me|us)(?: off| back| away)?\b",
        r"(?P<vi>(?:[\w ]{3,30} )?(?:(?:e|is) (?:muito tempo|a long time)|(?:pesado|heavy) (?:pr[oa]|on) "
            r"(?:meu|my|o|the) \w+|(?:parece|looks?|seems?|feels?|e|ta) (?:muito |too |a bit |meio |very |quite "
            r")?(?:complicad[oa]|complicated|risky|arriscad[oa]|like a lot)|(?:is|are)n'?t for (?:me|us)|(?:is"
            r"|are) not for (?:me|us)|nao e pra mim|kills it|mata o negocio|alt[oa]s? demais))(?:\b)",
        r"(?P<vk>(?:estou|to|tou|fico|ficamos|i'?m|we'?re) (?:com|a bit|a little|really) ?(?:medo|receio|o "
            r"pe atras|worried|scared|afraid)[\w ,']{3,40})",
        r"(?P<vl>[\w ]{3,45}) (?:e|is) (?:um|uma|an?) (?:problema|obstaculo|entrave|preocupacao|problem"
            r"|concern|issue|obstacle|deal ?breaker|hurdle|worry)(?: (?:pra|para|for) (?:mim|gente|a gente|nos"
            r"|me|us))?\b(?<!no problem)",
        r"(?P<vj>nao gostei d[eoa]s? [\w ]{3,30})",
        r"(?P<vd>(?:[oa]s?|the|your) [\w ]{3,35}) (?:e|eh|is|are|sao|ta|esta) (?:um |uma |an? "
            r")?(?:absurd[oa]|outrageous|abusiv[oa]|exagerad[oa]|ridicul\w+|salgad[oa]|puxad[oa]|assalto"
            r"|rip-?off|steep|exorbitant\w*|roubo)\b",
        r"(?:nao|n) me (?:agrada|convence|anima|serve)(?: (?:em nada|muito))? (?:[oa]s? )?",
        r"(?P<ve>(?:voces? )?(?:fech\w+|abr\w+|cheg\w+|you (?:close|open|deliver))[\w ]{0,20}(?:cedo|tarde"
            r"|longe|too early|too late)(?: demais)?)",
        r"(?P<v8>(?:you'?re|it'?s|voces? (?:ficam|sao)|fica) (?:an? |such a |meio |muito )?(?:long (?:drive"
            r"|way|trip)|hour away|out of the way|contramao|fora de mao|longe))",
        r"(?P<v9>(?:i|we) (?:can'?t|cannot|won'?t) (?:commit|sign|justify|pay (?:that|so|this)|wait)(?: "
            r"[\w']+){0,6})",
        r"(?P<va>(?:your|the) (?:hours|schedule|opening times|location|parking|minimum|terms)[\w ]{0,10} "
            r"(?:don'?t|doesn'?t|do not) (?:work|suit|fit)(?: [\w']+){0,3})",
        r"(?P<vb>(?:o )?(?:horario|estacionamento|minimo|tamanho|local)(?: de voces)? (?:nao|n) (?:da|serve"
            r"|bate|funciona|encaixa|ajuda)(?: [\w']+){0,3})",
        r"(?P<vc>(?:nao|n) (?:posso|consigo|da pra) (?:me comprometer|assumir|assinar|justificar|esperar "
            r"tanto|pagar (?:isso|tanto))(?: [\w']+){0,6})",
        r"what(?:'s| is)? (?:holds?|holding|stops|"
            r"stopping|worries|worrying|bothers|scares|concerns|putting|puts) (?:me|us)(?: back| off)? (?:is"
            r"|are) (?:the )?",
        r"(?:my|our) (?:only |main |biggest |one )?(?:worry|concern|fear|hesitation|doubt|objection"
            r"|reservation|issue with (?:it|this))(?: \w+)?? (?:is|are|with (?:it|this) is) (?:that )?(?:the "
            r")?(?=\w)",
        r"(?:(?:i'?m|we'?re|i am|we are|im) )?(?:not (?:keen on|happy (?:with|about)|comfortable with|crazy "
            r"about|sold on|thrilled (?:with|about))|hesitant about|wary of|nervous about|afraid of|scared of"
            r"|put off by|worried about) ",
        r"(?:i|we) (?:don'?t|do not|dont) (?:want|like)"
            r" (?:to (?:be|get) |being |getting )?(?P<v6>(?:tied|locked|stuck|bound|commit|sign|the (?:contract"
            r"|commitment|lock|fee|terms|wait))[\w ]{0,30})",
        r"(?P<v7>(?:^\W*|(?:it'?s|that'?s|its|it is|you'?re|(?:the |your )?(?:delivery|shipping|price|wait"
            r"|place|shop|store|contract|term|deposit)) )(?:is |takes )?(?:way |a bit |just |far |much )?too "
            r"(?:far|long|slow|"
            r"late|complicated|risky|small|big|loud|expensive|pricey|much|high|strict|rigid)(?: (?:for|away"
            r"|to)(?: \w+)?)?)", confidence=0.7, mine=True),
)  # fmt: skip
LONGINGS = (("preference", (LIKED,)), ("goal", (AIMED,)), ("pain_point", (HURT, ILL)), ("objection", (DOUBTED,)))
