"""Words by which somebody else is known to be asked for the same thing."""

import re

from pipelines.providers.facts.cues import SELF, cue, table

_OFFERS = (
    r"(?:(?:me |nos |tambem |ja |so )*(?:ofereceu|oferece|cobra|cobrou|cobraram|fez|faz|fazem|entrega|mandou"
    r"|passou|propos|deu|vende|tem|esta com|ta com|ta fazendo|sai|pediu|prometeu|promete)"
    r"(?: (?:um |uma )?(?:orcamento|proposta|desconto|preco|valor|condicao|oferta))?(?: por)?(?: (?:bem"
    r"|muito|o mesmo|isso|tudo|um|uma|a))*"
    r" (?:mais (?:barato|em conta|rapido|perto)|menos|metade|melhor\w*|desconto|proposta|oferta|orcamento"
    r"|preco|condicao|condicoes|(?:por )?r?\$ ?\d\S*|\d+ (?:reais|por cento)|\d+%|mais barata))"
)
_OFFERS_EN = (
    r"(?:(?:has |have |just |also |already )*(?:offer(?:s|ed|ing)?|quot(?:es|ed)|charges?|charged|wants?"
    r"|asks?|asked|sells?|gave|gives|does|do|has|have|promised|promises|came in|comes in|delivers?|beat"
    r"|beats)"
    r"(?: (?:me|us|it|this|the same(?: thing)?|that|them|at|for|a|an|only|just|your price))*"
    r" (?:less|half|cheaper|better|a (?:better|discount|deal|lower)|lower|discount|deal|faster|\$ ?\d\S*|\d+ "
    r"?%|\d+ (?:bucks|dollars)|price|quote|offer))"
)
RIVALRY = table(
    "oncorren ompet rival ofere cobr faz fez entre olhando vendo cotando comparando proposta orcamento "
        "cotacao offer quot charg want sell cheaper less look between compar "
    "consider shop evaluat switch alternativ mudar pensando half metade",
    cue(rf"(?:[oa] (?:pessoal d[oa] |turma d[oa] )?)?(?P<v1>[a-z][\w&.'-]*(?: [\w&.'-]+)??) {_OFFERS}",
    rf"(?P<v2>[a-z][\w&.'-]*(?: [\w&.'-]+)??) {_OFFERS_EN}",
        r"(?:to|tou|estou|estamos|tamos|fiquei|ando) (?:entre|dividid[oa] entre|em duvida entre) (?:voces?"
            r"|vcs?|vc|a de voces) e (?:[oa] )?",
        r"(?:to|tou|estou|estamos|tamos|ando|tambem) (?:tambem )?(?:olhando|vendo|cotando|comparando"
            r"|avaliando|testando|namorando|negociando|pesquisando|conversando)"
        r" (?:com |n?[oa]s? |tambem |o preco |os precos |preco |d[oa] )+",
        r"(?:fiz|pedi|peguei|recebi|tenho|chegou)(?: um| uma| o| a| outro| outra)? (?:orcamento|proposta"
            r"|cotacao|oferta)"
            r"(?: \w+)?? (?:n[oa]|d[oa]|com [oa]|pr[oa]) ",
        r"(?:[oa] pessoal|[oa] vendedora?|[oa] cara) d[oa] (?P<v3>[\w&.'-]+(?: [\w&.'-]+)??) (?:me |nos "
            r")?(?:mandou|fez|passou|ofereceu|ligou oferecendo|deu|cobra|faz|procurou)",
        r"(?:concorrente|concorrencia|rival)(?: de voces| d[eo]s? vcs?| do lado)?,? (?:[oa] )?",
        r"(?:your|a|the) (?:competitor|competition|rival|competitors)s?,? (?:like |is |called |named |over "
            r"at )?",
        r"(?:it'?s|we'?re|i'?m|torn|deciding|choosing|down to)(?: \w+)? between (?:you|you guys|yours|your "
            r"shop) (?:and|or) (?:the )?",
        r"(?:also |been |still |currently |am |'m |'re )+(?:looking (?:at|into)|comparing(?: (?:you|it|this"
            r"|prices))? (?:with|to|against)|considering|checking out|talking to|shopping around at|getting"
        r" (?:a )?quotes? from|evaluating|trying|testing) (?:the )?",
        r"(?:got|have|received|had|asked for) (?:a |an |another )*(?:better |lower |cheaper )?(?:quote|offer"
            r"|price|bid|estimate)s? (?:\w+ )?from ",
        rf"{SELF}(?:saw|found) (?:it|the same|this|that|one|them) (?:\w+ )?(?:cheaper|for less|for half) (?:at"
            rf"|on|over at) ",
        r"(?:vi|achei|encontrei) (?:o mesmo |a mesma |igual |isso )?(?:\w+ )?(?:mais barat[oa]|mais em conta"
            r"|por menos)"
            r" n[oa] ",
        r"(?:usamos|uso|a gente usa|sou cliente d|sou assinante d)(?: hoje| ainda| atualmente)*[oa]? [oa] ",
        r"(?:vi|soube|ouvi dizer) que [oa] (?P<v4>[\w&.'-]+) (?:faz|cobra|tem|vende|entrega|ta fazendo)",
        confidence=0.75, mine=True),
)  # fmt: skip
JOB = re.compile(r"\b(?:vagas?|emprego|salario|entrevista|trabalh\w+|job|interview|salary|hired|position|role)\b")
"""What an employer offers is no rival's offer."""
