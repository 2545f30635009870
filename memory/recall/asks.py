"""Which kind of knowledge about people a question asks for, by its words: what facts of that kind were taken from then
counts more. Portuguese, English and Spanish, without accents and case.
"""

import re
import unicodedata

_WORDS = {
    "lives_at": "mor(a|am|ava|avam|ar|adia)|resid\\w+|enderecos?|vive[mr]?|viviam?|mud(ou|aram|anca|ar|ar-se)|bairro|"
    "address(es)?|live[sd]?|living|moved?|moving|relocat\\w+|resides?|neighbou?rhood|direccion|domicilio|mudo",
    "works_at": "trabalh\\w+|empreg\\w+|empresa|profiss\\w+|patrao|demi(ssao|tiu|tid\\w)|contratad\\w|work(s|ed|ing)?|"
    "jobs?|employ\\w+|compan(y|ies)|career|hired|profession\\w*|trabaj\\w+|empleo",
    "budget": "orcamentos?|verba|gast(ar|a|aria|ou)|investir|teto|budget|spend(s|ing)?|afford|price range|presupuesto",
    "plan": "planos?|assinatura|pacotes?|mensalidade|plans?|subscri\\w+|packages?|tiers?|suscripcion",
    "deadline": "prazos?|data limite|ate quando|para quando|urgen\\w+|deadlines?|due|by when|how soon|plazo",
    "preferred_name": "cham(a|ar|ado|ada|am)|apelid\\w+|nickname|called|call|goes by|apodo|llama\\w*",
    "preferred_channel": "contat\\w+|avis(ar|ado|ada)|canal|reach(ed)?|contact(ed)?|channel|get in touch|contactar",
    "decision_maker": "deci(d|s)\\w+|aprov\\w+|autoriz\\w+|quem manda|approv\\w+|in charge|sign(s|ed)? off",
    "phone": "telefones?|numeros?|celular|phone|number|mobile|movil",
    "email": "e-?mails?|correo",
    "cpf": "cpf|documento",
    "cnpj": "cnpj",
    "postal_code": "cep|codigo postal|zip|postal|postcode",
    "preference": "prefer\\w*|gost\\w+|favorit\\w+|likes?|liked|favou?rite|gusta\\w*",
    "goal": "objetiv\\w+|metas?|pretend\\w+|sonh\\w+|goals?|aims?|hop(es|ed|ing)|dreams?",
    "objection": "objec\\w+|recus\\w+|hesit\\w+|por que nao|objections?|refus\\w+|reluctan\\w+|put off|why not",
    "pain_point": "proble(ma|m)s?|reclam\\w+|dificuldades?|incomod\\w+|queix\\w+|complain\\w*|troubles?|bother\\w*",
    "competitor": "concorren\\w+|outra (loja|empresa)|competitors?|rivals?|other (shop|company|store)|competencia",
}
_ASKED = {predicate: re.compile(rf"\b({words})\b") for predicate, words in _WORDS.items()}


def asks(question: str) -> list[str]:
    """The predicates of facts (contracts/crm/fact.py) that a question is about; none for most questions.

    >>> asks("Onde a Ana mora agora, e em que plano está?")
    ['lives_at', 'plan']
    """
    apart = unicodedata.normalize("NFKD", question.lower())
    plain = "".join(char for char in apart if not unicodedata.combining(char))
    return [predicate for predicate, words in _ASKED.items() if words.search(plain)]
