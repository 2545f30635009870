"""Words by which it is known which plan somebody has: a verb of having or taking, fillers, and the plan."""

from pipelines.providers.facts.cues import SELF, cue, table

_PLAN = r"(?:plano|plan|pacote|assinatura|paquete|combo|modalidade|mensalidade)"
_PLAN_EN = r"(?:plan|tier|package|membership|subscription|bundle|option|level)"
TIER = (
    r"(?:basic[oa]|pro|premium|plus|ouro|prata|bronze|gold|silver|basic|starter|enterprise|business|family"
    r"|familia|anual|mensal"
    r"|max|lite|light|essencial|ultimate|standard|advanced|professional|profissional|empresarial|corporativo"
    r"|start|growth|team"
    r"|free|gratuito|annual|monthly|trimestral|semestral|diamante|diamond|black|individual|solo|duo"
    r"|complet[oa]|turbo|unlimited|ilimitado"
    r"|student|estudante|casal|couple|vip|master|platin(?:um|a)|titanium|titanio|personal|flex|mini|total"
    r"|smart|executiv[oe]"
    r"|intermediario|avancad[oa]|classic[oa]?|padrao|simples|deluxe|luxo|elite|essential|essentials|plena"
    r"|master|prime|select)"
)
"""What plans are usually called: one of these needs no "plan" beside it."""

_MINE = (
    r"(?:(?:a gente|meu|minha|nosso|nossa|pra|para|mim|nos|eu|me|logo|ja|agora|so|mesmo|entao|com|de|por|no"
    r"|na|o|a|pro|pelo|pela"
    r"|em|ao|cadastro|conta|plano|assinatura|contrato|volta|aqui|direto) )"
)
_DO = (
    r"(?:(?:me |nos )?(?:pass[ae]|coloc[ae]|bot[ae]|poe|ponha|troc[ae]|troque|mud[ae]|sob[ea]|desc[ea]|suba"
    r"|desca|ativ[ae]|fech[ae]"
    r"|renov[ae]|inscrev[ae]|migr[ae]|volt[ae]|deix[ae]|mant(?:em|enha)|inclu[ia]|cadastr[ae]|alter[ae]"
    r"|assin[ae]|vincul[ae])"
    r"|(?:pode(?:m)? |quero |queremos |vou |vamos |decidi |decidimos |preciso |gostaria de |bora )(?:me |nos "
    r")?(?:passar|colocar|botar|por|trocar"
    r"|mudar|subir|descer|ativar|fechar|renovar|migrar|voltar|deixar|manter|ficar|ir|assinar|contratar|pegar"
    r"|continuar|aderir|optar|seguir)"
    r"|(?:mud|troc|pass|migr|volt|assin|contrat|fech|peg|renov|ativ|fiqu|continu|optei|optamos|baix"
    r"|aument)(?:ei|amos|uei)|fiquei|ficamos"
    r"|subi|subimos|desci|descemos|aderi|aderimos|escolhi|escolhemos|decidi|decidimos|continu[oa]"
    r"|continuamos|fico|ficamos|sigo"
    r"|seguimos|to|tou|estou|tamos|estamos|(?:a gente )?ta|sou|somos|uso|usamos|tenho|temos|pago|pagamos"
    r"|assino|assinamos|vou de|vamos"
    r"(?: de| com| no)|vou (?:de|com|no|querer)|pode ser|quero|queremos|prefiro|preferimos)"
)
CHOSEN = table(
    "plan pacote assinatura paquete combo modalidade mensalidade tier membership subscription bundle option level",
    cue(
    rf"(?:mud|troc|pass|migr|volt|baix|sub|desc)\w* (?:d[oa] )?(?:meu |minha |o |a |nosso |nossa )?{_PLAN} "
        rf"(?:(?:d[oe] )?[\w-]+ )?"
        rf"(?:pr[oa]|para [oa]|ao|pra|para) ",
        rf"{_DO} {_MINE}{{0,6}}?{_PLAN} (?:(?:novo|nova|de novo|do) )?",
        r"(?:meu|minha|nosso|nossa|o|a) (?:plano|pacote|assinatura|mensalidade)(?: atual| agora| hoje| "
            r"aqui)* (?:e|eh|agora e|passou a ser|virou"
        r"|ficou) (?:[oa] )?",
        rf"(?:put|sign|move|switch|bump|upgrade|downgrade|drop|change|get|keep|set|add|enroll|place|roll"
            rf"|take) (?:me|us|my \w+|our \w+|it) "
        rf"(?:(?:up|down|over|back|in|out|for|on|onto|to|into|with|please|now|just|off) )*(?:the |your "
            rf")?(?P<v1>[\w-]+(?: [\w-]+){{0,2}}?) {_PLAN_EN}\b",
        rf"{SELF}(?:'?ll )?(?:changed|switched|moved|dropped|went|upgraded|downgraded|bumped|stepped|came|gone"
            rf"|signed|renewed|kept|stayed"
        rf"|picked|chose|took|bought|subscribed|joined|stuck|going|go|moving|dropping|sticking|staying"
            rf"|switching|taking|keeping|renewing"
        rf"|have|use|pay|take|keep|stay|stick|prefer|choose|pick|need|want|been|on)(?: (?:for|with|to|on|up"
            rf"|down|back|over|onto|in|from "
        rf"(?:the )?[\w-]+|my|our|plan|subscription))* (?:the |your |a )?(?P<v2>(?!(?:my|our|your|the|this"
            rf"|that|an?|new|same|another)\b)[\w-]+(?: [\w-]+)?) {_PLAN_EN}\b",
        rf"(?:my|our) (?:plan|membership|subscription|package)(?: now)? is (?:now )?(?:the )?(?P<v3>{TIER})\b",
        rf"(?:plan|tier|package)[:,]? (?:the )?(?P<v4>{TIER})\b(?=,? (?:please|it is|then|for))",
        r"(?:changed|switched|moved|upgraded|downgraded) (?:my|our) (?:plan|membership|subscription|package"
            r"|account) (?:over |up |down )?to (?:the )?"
        r"(?P<v5>[\w-]+)\b",
        rf"(?:i'?m|we'?re|i am|we are) (?:an?|on) (?P<v6>{TIER}) (?:member|customer|subscriber|user)s?\b",
        changed=True, confidence=0.85),
)  # fmt: skip
_SAID_LAST = (
    r"(?=\W*(?:$|,|[.;!)]|mesmo|agora|entao|please|pls|pf|por favor|now|then|instead|it is|ok|pra gente|pra "
    r"mim|pro|ja|aqui|from|since|desde|this|essa))"
)
TIERED = table(
    "basic pro premium plus ouro prata bronze gold silver starter enterprise business fami anual mensal max "
        "lite light essen"
    " ultimate standard advanced profession empresarial corporativo start growth team free gratuito annual "
        "monthly mestral diam"
    " black individual solo duo complet turbo limit student estudante casal couple vip master platin titan "
        "personal flex mini total smart"
    " executiv intermed avancad classic padrao simples deluxe luxo elite plena prime select",
    cue(rf"{_DO} {_MINE}{{0,5}}?(?:n[oa]|pr[oa]|para [oa]|d[oa]|[oa]|de|com|pel[oa]) (?P<v1>{TIER})\b{_SAID_LAST}",
        rf"(?:put|sign|move|switch|bump|upgrade|downgrade|drop|change|get|keep|set|enroll|roll|make|give) "
            rf"(?:me|us|mine|ours|it)(?: (?:up|down|over"
        rf"|back|for|on|onto|to|with|the|that))* (?P<v2>{TIER})\b{_SAID_LAST}",
        rf"{SELF}(?:'?ll )?(?:changed|switched|moved|dropped|went|upgraded|downgraded|bumped|stepped|signed"
            rf"|renewed|stayed|picked|chose|took|stuck|going"
        rf"|go|moving|dropping|sticking|staying|switching|take|keep|stay|stick|choose|pick)(?: (?:for|with"
            rf"|to|on|up|down|back|over|onto|from [\w-]+))*"
        rf" (?:the )?(?P<v3>{TIER})\b{_SAID_LAST}", rf"(?P<v4>{TIER}) it is\b",
        rf"^\W*(?:(?:the|o|a|ok|entao|then|so)\W+)*(?P<v7>{TIER})(?: one)?,? (?:please|pls|por favor|pf|for "
            rf"(?:me|us)|pra (?:mim|gente))\b",
        rf"(?:i'?m|we'?re|i am|we are) (?:an?|on|now on|still on|back on) (?:the )?(?P<v5>{TIER})(?: member| "
            rf"customer| subscriber|{_SAID_LAST})",
        rf"(?:fechad[oa]|fechou|combinado|decidido|bora|pode ser)[,:]? (?:de |com |no |n[oa] |[oa] "
            rf")(?P<v6>{TIER})\b{_SAID_LAST}",
        changed=True, confidence=0.8),
)  # fmt: skip
NEXT = table(
    "plan pacote assinatura tier membership basic pro premium plus ouro prata gold silver",
    cue(
    rf"(?:vou|vamos|quero|pretendo|pretendemos|a gente vai) (?:(?:passar|mudar|subir|ir|migrar|trocar) "
        rf")?(?:pro|para o|pra o|no|de) (?:{_PLAN} )?"
        rf"(?P<v1>{TIER})\b(?=.*\b(?:que vem|em breve|proxim))",
        rf"(?:que vem|em breve|proxim[oa] \w+|em (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto"
            rf"|setembro|outubro|novembro|dezembro)),?"
        rf" (?:eu |a gente |nos )?(?:vou|vamos|vai|quero|mudo|passo|subo|troco) (?:(?:passar|mudar|subir|ir"
            rf"|migrar) )?(?:pro|para o|pra o|no|de) "
        rf"(?:{_PLAN} )?(?P<v2>[\w-]+)",
        rf"(?:i'?ll|we'?ll|i will|we will|i'?m going to|we'?re going to|gonna|i plan to|we plan to) (?:go"
            rf"|move|switch|upgrade|downgrade|step|drop)"
        rf"(?: (?:up|down|over|back|to|on|for))* (?:the )?(?P<v3>[\w-]+) {_PLAN_EN}\b",
        planned=True, confidence=0.8),
)  # fmt: skip
