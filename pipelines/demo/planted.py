"""Questions whose answers hide in the month, and the conversations that hold them, sent word for word.

Three questions are for the search; the customer of ACCOUNT says in four talks what an account manager wants to know.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Question:
    """Something to ask the shop's memory; a right answer quotes a message holding `answer_contains`."""

    shop: str
    language: str
    text: str
    answer_contains: str


@dataclass(frozen=True)
class Planted:
    """A conversation that is always part of the month; `fraction` says how far into it (0 to 1).

    `teller` counts the customers who have such a conversation: those of one shop, language and number are one person.
    """

    shop: str
    language: str
    fraction: float
    script: tuple[str, ...]
    teller: int = 0


# The first two share no content word with their answers: only meaning finds them. The third can be found by keyword.
QUESTIONS: tuple[Question, ...] = (
    Question("pedal", "pt", "Quem foi vítima de roubo?", "fui assaltado"),
    Question("fern", "en", "Has a kitten been harmed by our flowers?", "threw up"),
    Question("fern", "es", "¿A qué hora se le puede entregar a la enfermera que hace guardia?", "3 de la tarde"),
)


@dataclass(frozen=True)
class Account:
    """A customer to whom somebody attends: how to find them, and what they have said, as facts write it.

    `budgets` are the first and the second, said at these fractions of the month; `handled_by` signs the answer to
    the `complaint`.
    """

    shop: str
    language: str
    looked_for: str
    plan: str
    budgets: tuple[str, str]
    complaint: str
    handled_by: str
    said_at: tuple[float, float] = (0.1, 0.5)


ACCOUNT = Account(
    "pedal",
    "pt",
    looked_for="Quem quer uma frota de bicicletas para uma pousada?",
    plan="Frota Anual",
    budgets=("20000.00 BRL", "32000.00 BRL"),
    complaint="Quem assumiu a reclamação dos freios?",
    handled_by="aqui é a Renata",
)

PLANTED: tuple[Planted, ...] = (
    Planted(
        "pedal",
        "pt",
        0.35,
        (
            "c: {hi}, tudo bem?",
            "c: fui assaltado ontem e levaram minha magrela, preciso do número de série pro boletim de ocorrência",
            "s: Poxa {name}, que susto! Você está bem?",
            "s: Acho o número aqui no seu cadastro, me dá cinco minutos",
            "c: tô bem sim, obrigado por perguntar",
            "s: O número é WTU-{order}, boa sorte",
        ),
    ),
    Planted(
        "fern",
        "en",
        0.55,
        (
            "c: hello, I'm quite worried",
            "c: my cat chewed on the lily I bought from you and threw up all night",
            "s: Oh no {name}! Lilies are poisonous to cats, please call your vet right away",
            "c: we are at the clinic now",
            "s: Please keep us posted, and we will refund you of course",
            "...",
            "c: she is fine now, thanks for asking",
        ),
    ),
    Planted(
        "fern",
        "es",
        0.2,
        (
            "c: hola, es sobre mi pedido {order}",
            "c: soy enfermera y hago guardia de madrugada, así que solo puedo recibir después de las 3 de la tarde",
            "s: Entendido {name}, lo dejo anotado para el repartidor",
            "c: se lo agradezco mucho",
        ),
    ),
    Planted(
        "pedal",
        "pt",
        ACCOUNT.said_at[0],
        (
            "c: {hi}! Queremos montar uma frota de bicicletas pra nossa pousada",
            "c: nosso orçamento é de 20 mil reais",
            "s: {Hi}, {name}! Anotado. Te mando uma proposta amanhã cedo",
        ),
        teller=1,
    ),
    Planted(
        "pedal",
        "pt",
        ACCOUNT.said_at[1],
        (
            "c: conversei com o meu sócio, o orçamento subiu pra 32 mil reais",
            "s: Que ótimo, {name}! Refaço a proposta com mais quatro bicicletas",
        ),
        teller=1,
    ),
    Planted(
        "pedal",
        "pt",
        0.65,
        (
            "c: duas bicicletas de teste vieram com o freio solto, isso é perigoso, quero fazer uma reclamação",
            "s: {name}, aqui é a Renata. Assumi a sua reclamação dos freios, o mecânico passa aí {weekday}",
            "c: agradeço a rapidez",
        ),
        teller=1,
    ),
    Planted(
        "pedal",
        "pt",
        0.85,
        (
            "c: decidimos: vamos ficar com o plano Frota Anual",
            "s: Fechado, {name}! O contrato vai pro seu e-mail",
        ),
        teller=1,
    ),
)
