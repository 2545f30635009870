"""Where people work, by the common noun: "na biblioteca" names an employer as well as "na Vale" does."""

import re

NOUN = (
    r"(?:padaria|biblioteca|creche|farmacia|oficina|hotel|pousada|livraria|clinica|universidade|faculdade"
    r"|posto|correios|cartorio"
    r"|laboratorio|museu|teatro|cinema|academia|salao|construtora|seguradora|transportadora|editora"
    r"|cooperativa|usina|porto"
    r"|aeroporto|zoologico|floricultura|confeitaria|sorveteria|lanchonete|cafeteria|cantina|pizzaria|acougue"
    r"|papelaria|otica"
    r"|imobiliaria|metalurgica|marcenaria|grafica|gravadora|radio|jornal|ong|delegacia|forum|camara"
    r"|secretaria|orquestra|estaleiro"
    r"|vinicola|fazenda|cervejaria|concessionaria|borracharia|lavanderia|funeraria|petshop|pet shop|call "
    r"center|telemarketing"
    r"|bakery|library|nursery|pharmacy|garage|inn|bookshop|bookstore|clinic|university|college|post office"
    r"|lab|laboratory|museum"
    r"|theater|theatre|cinema|gym|salon|insurer|airport|zoo|florist|diner|cafe|pizzeria|butcher'?s|stationer"
    r"|brewery|winery|farm"
    r"|shipyard|newspaper|radio station|charity|police station|council|town hall|city hall|orchestra"
    r"|dealership|laundry|warehouse"
    r"|call center|call centre|law firm|bike shop|coffee shop|food bank|fire station|greenhouse|sawmill|mill"
    r"|hardware store|vineyard"
    r"|dental practice|vet'?s|kindergarten|daycare|hospice|aquarium|observatory|harbor|harbour|depot|plant)"
)
"""Folded, and only such as few go to but to work or to buy."""

AT = re.compile(
    rf"\b(?:n[oa]|num|numa|pel[oa]|at|for|in) (?:an? |the |um |uma |our |my |nov[oa] |new )?"
    rf"(?P<place>(?:(?:[a-z]+ )?{NOUN})(?: (?:d[aeo]|of|in|on|near|by) [\w' ]{{2,25}}?)?)(?=\W|$)"
)
PLACE = re.compile(rf"(?:an? |the |um |uma )?(?P<place>(?:[a-z]+ )??{NOUN}\b(?: (?:d[aeo]|of|in|on) \w+(?: \w+)?)?)")
