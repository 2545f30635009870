"""The channel somebody wants to be reached by: each that a clause names is wanted there, unwanted, or only named."""

import re
from collections.abc import Iterator

from contracts.crm.claim import Claim
from contracts.crm.enrichment import EntityKind
from contracts.crm.fact import Modality
from pipelines.providers.facts.cues import Cue, Found, claim
from pipelines.providers.facts.sentences import Sentence
from pipelines.providers.facts.values import Reading, Span

_NAMES = {
    "whatsapp": r"whats(?:app|ap|apps)?|wpp|wats(?:app)?|zap(?:zap)?",
    "email": r"e-?mails?|correo(?: electronico)?",
    "phone": r"(?:me )?lig(?:a|ar|ue|uem)(?= (?:mesmo|pra mim|no)|\W|$)|telefone|telefonema|ligac(?:ao|oes)|phon(?:e"
    r"|ing)(?: calls?)?|call(?:s|ing)?(?! (?:me|us) \w| it\b| him| her)|ring(?:ing)?|fone"
    r"|telefono|llamadas?",
    "sms": r"sms|text(?:s|ing| messages?| me)?|mensagem de texto|torpedo",
    "in_person": r"pessoalmente|presencial(?:mente)?|in[ -]person|face to face|en persona|ao vivo|cara a cara"
    r"|olho no olho",
}
CHANNEL = re.compile("|".join(rf"(?P<{name}>\b(?:{words})\b)" for name, words in _NAMES.items()))
CLAUSE = re.compile(
    r"[,;:.!?]| (?:mas|but|porque|pq|que eu|because|so|and|entao|since|pero|e (?=nao|so|me|o|a)|cause|cuz) "
)

_ME = r"(?:me|nos|comigo|conosco|mim|us|mi|eu|i|i'?m|i'?ll|i'?d)"
WANTED = re.compile(
    r"\b(?:prefir\w*|prefer\w*|rather|sooner|melhor|best|better|easier|easiest|mais (?:facil|pratico|rapido)"
    r"|(?:from )?now on|a partir de agora|a partir de hoje"
    r"|daqui (?:pra|para) (?:a )?frente|de agora em diante|going forward|de hoje em diante|agora (?:e )?so"
    r"|agora so|only|(?:eh?|fica|ta) (?:so|sempre)|so (?:respondo|leio|vejo"
    r"|atendo|uso|olho|falo|funciona|me)|so n?[oa]|sempre (?:por|pel[oa]|n[oa]|me)|always|stick (?:to|with)"
    r"|just (?:ring|call|text|email|whatsapp|phone)|use|usem|usa"
    r"|pode (?:me )?(?:ligar|chamar)(?: mesmo)?|gosto (?:mais )?d[eo]|gosto de (?:resolver|tratar|falar"
    r"|conversar)|i(?:'m| am) (?:always )?on|i (?:always )?(?:answer|check|read)"
    r"|me (?:ach[ae]|encontr[ae])m?|get me|reach me|reach us|get (?:hold of|through to) me|find me|me "
    r"(?:avis|cham|escrev|contat|procur)\w+|fal\w+ comigo|contact me"
    r"|volt(?:ei|o) (?:pro|pra o|a usar)|back on|usa\b|keep (?:sending|using|it)|switch me to|(?:i )?moved "
    r"to|quero receber|pode ser (?:por|via|no)|(?:is"
    r"|are) fine|nothing else|virei d[oe]|passa tudo|so (?:mensagem|msg|por|pel[oa]|n[oa]|via)|call me"
    r"|sempre|message me|write (?:to )?me|de preferencia|text me|whatsapp me|email me|mande? (?:tudo"
    r"|mensagem|msg|recado)|me mand[ae]m? (?:tudo|mensagem|msg|um|no|por|pelo)"
    r"|me lig(?:a|ue|uem)|prefiero|mejor|works? (?:best|better|well|for me)|convers\w+|escrev\w+|it is\b"
    r"|pick up|atendo|inbox|(?:pra|para) tudo|for everything|everything|suits me|gets me|where i|onde eu"
    r"|(?:meu negocio|minha praia|meu canal) e|person\b|i like to|i love to|right away|na hora|a toda hora"
    r"|funciona|troquei .* pel[oa]|i(?:'ve)? switched to|mudei (?:pro|para o))\b"
)
UNWANTED = re.compile(
    r"\b(?:nao|n|nunca|nem|parei|parar|para de|pare[m]? de|chega de|sai d[oe]|saimos|deletei|apaguei|exclui"
    r"|desinstalei|larguei|odeio|detesto|evit\w+|esquec\w+|sem|nada de"
    r"|don'?t|do not|dont|never|stop|quit|off|deleted|uninstalled|hate|forget|no more|no longer|not|without"
    r"|can'?t|cannot|won'?t|hopeless|instead of|em vez d[eo]|ao inves d[eo]"
    r"|left|deixa de|morreu|died|deixei de|done with|cans(?:ei|ad[oa]s?)|enjoei|tired of|sick of|get lost"
    r"|lose track|me perco"
    r"|ignoro|ignore|rarely|raramente|hardly|lotad[oa]|full of spam|anymore|ya no)\b"
)
NO = re.compile(r"\b(?:no|nothing by)(?: more| phone| voice)? (?:\w+ or )?$")
"""Unwanted, too; in Portuguese it means "in the"."""
LASTING = re.compile(
    r"\b(?:prefir\w*|prefer\w*|rather|sooner|melhor|best|better|easier|easiest|mais (?:facil|pratico)|now on"
    r"|a partir de|daqui (?:pra|para)|em diante|going forward|agora|so|only|sempre"
    r"|always|stick|just|mesmo|gosto|get me|reach me|find me|nunca|never|stop|parei|sai d[oe]|hopeless|off"
    r"|use|usem|comigo|respondo|answer|check|read|leio|vejo|works?|prefiero|mejor"
    r"|de preferencia|quit|deleted|deletei|nem|abro|odeio|hate|nao|don'?t|dont|tudo|everything|it is"
    r"|convers\w+|quebrad[oa]|broken|pick up|atendo|me ach\w+|suits|meu negocio|minha praia|person|like"
    r"|right away|na hora|where i|onde eu|nothing else|volt(?:ei|o)|back on|usa|done with|fine|again|keep"
    r"|switch me|deixei de|virei"
    r"|receber|odeio|moved to|from here on|daqui pra frente|cans(?:ei|ad[oa])|tired|sick|lost|demoro|take "
    r"me)\b"
)
"""Said for longer than this once."""
ONCE = re.compile(
    r"\b(?:boleto|nota|comprovante|invoice|receipt|link|foto|photo|arquivo|file|contrato|contract|proposta"
    r"|proposal|orcamento|quote|codigo|code|pix|catalogo|catalog|lista"
    r"|pdf|amanha|tomorrow|mais tarde|later|daqui a pouco|hoje a|tonight|ontem|yesterday|recebi|got an?"
    r"|mandei|sent|enviei|vi|saw|chegou|arrived|depois de|foi|caiu|dropped|anuncio|ad\b|grupo|group"
    r"|in (?:an?|\d+) (?:hour|minutes)|when (?:it|you)|quando|asap|ja ja|novo|nova|new|number|numero|address"
    r"|endereco|card|plan|ever|\S+@\S+|\d{6,}|hopefully)\b"
)

ASKED = re.compile(
    r"(?:^|\b(?:please|so|me|entao|por favor|pf|pls|just|manda|mande|mandem|chama|chame|escreve|avisa|fala"
    r"|send|drop|message|write|put|shoot|use|usa|usem|try|tenta|responde|only|so))"
    r"(?: (?:comigo|mensagem|msg|um|uma|me|us|recado|an?|messages?|everything|in|no|na|por|pelo|via|by|on|it"
    r"|to|tudo|o|a))* $"
)
"""Right before the channel that is asked for."""

_ANY = "|".join(
    (
        *_NAMES.values(),
        "audios?|voicemails?|voice (?:mail|notes?|messages?)|mensage(?:m|ns)|messages?|msgs?|recados?|letters?",
    )
)
REFUSED = re.compile(
    rf"(?:{UNWANTED.pattern})[^,;]{{0,25}}?\b(?:{_ANY})\b|\b(?:{_ANY})\b[^,;]{{0,15}}?(?:{UNWANTED.pattern})"
)
"""A sentence that refuses one."""

ONE_OFF = re.compile(
    r"\b(?:(?:so )?des[st]a vez|this (?:once|time)|hoje (?:pode|me|da)|pode ligar hoje|today|offline|right "
    r"now|no momento|agora nao|can'?t talk|nao (?:posso|consigo) falar|in a meeting|em reuniao|driving"
    r"|dirigindo|busy|ocupad[oa]|tonight|tomorrow|amanha|this (?:afternoon|morning|week|weekend)|essa semana"
    r"|viajando|travel\w*|sem "
    r"internet hoje|por hoje|for now|por enquanto|caso|se (?:o|a) \w+ (?:cair|falhar)|is down)\b"
)
"""Says of the whole sentence that it is for this once."""

FIRM = re.compile(
    r"\b(?:prefir\w*|prefer\w*|melhor|best|better|easier|mais facil|only|so|apenas|always|sempre|now on|a "
    r"partir|em diante|daqui (?:pra|para)|rather|sooner"
    r"|agora|now|nunca|never|parei|switched|everything|tudo|works?|stick)\b"
)
"""Leaves no doubt that it is meant for good."""

WISH = Cue(WANTED, changed=True, confidence=0.85)


def find_stances(reading: Reading, sentence: Sentence, *, rejected: bool) -> Iterator[Claim]:
    """What each clause says of the channels that it names, where it says it for longer than this once.

    `rejected`: one was refused already, so that it is enough to ask for another.
    """
    given = reading.within(sentence, EntityKind.EMAIL) or reading.within(sentence, EntityKind.PHONE)
    if given or not CHANNEL.search(sentence.plain) or ONE_OFF.search(sentence.plain):
        return
    clauses = list(_clauses(sentence.plain))
    alone = len({match.lastgroup for match in CHANNEL.finditer(sentence.plain)}) == 1
    named = [
        (match, _polarity(sentence, reading.language, clause, match.span(), alone=alone), clause)
        for clause in clauses
        for match in CHANNEL.finditer(sentence.plain, *clause)
        if not sentence.of_another(*match.span()) and not sentence.by_another(match.start())
    ]
    refused = rejected or bool(REFUSED.search(sentence.plain)) or any(polarity < 0 for _, polarity, _ in named)
    for match, polarity, clause in named:
        asked = refused and not polarity and _asked(sentence, clause, match.span())
        if not (polarity or asked):
            continue
        hit = Found(WISH, match.start(), match.end(), None)
        made = claim(reading, sentence, hit, "preferred_channel", match.span(), match.lastgroup or "")
        if made.modality is Modality.ASSERTED:
            certainty = 0.85 if refused or FIRM.search(sentence.plain) else 0.7
            yield Claim(
                made.predicate, made.value, made.start, made.end, certainty, polarity=polarity or 1, changed=True
            )


def _asked(sentence: Sentence, clause: Span, name: Span) -> bool:
    """Whether a clause asks for a channel: enough where another one is refused beside it."""
    said = sentence.plain[slice(*clause)]
    return not ONCE.search(said) and bool(
        ASKED.search(sentence.plain[clause[0] : name[0]].lstrip(" ,")) or name[0] - clause[0] < 2
    )


def _clauses(plain: str) -> Iterator[Span]:
    begin = 0
    for match in CLAUSE.finditer(plain):
        yield begin, match.start()
        begin = match.end()
    yield begin, len(plain)


def _polarity(sentence: Sentence, language: str | None, clause: Span, name: Span, *, alone: bool) -> int:
    """1: wanted, -1: unwanted, 0: neither."""
    said = sentence.plain if alone else sentence.plain[slice(*clause)]
    if ONCE.search(sentence.plain[slice(*clause)]) or not LASTING.search(said):
        return 0
    before = sentence.plain[clause[0] : name[0]]
    if (
        UNWANTED.search(before)
        or (language != "pt" and NO.search(before))
        or re.match(
            r"\W*(?:eu )?(?:nem|nao|n|never|is (?:hopeless|dead|useless)|are (?:hopeless|useless)|i never|get "
            r"lost|gets lost|take me|takes me|demoro|some\b|sumem|eu perco|not|doesn'?t|don'?t)\b",
            sentence.plain[name[1] : name[1] + 30],
        )
    ):
        return -1
    return 1 if WANTED.search(said) else 0
