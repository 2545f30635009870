"""Three questions whose answers hide in the month, and the conversations that hold them, sent word for word."""

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
    """A conversation that is always part of the month; `fraction` says how far into it (0 to 1)."""

    shop: str
    language: str
    fraction: float
    script: tuple[str, ...]


# The first two share no content word with their answers: only meaning finds them. The third can be found by keyword.
QUESTIONS: tuple[Question, ...] = (
    Question("pedal", "pt", "Quem foi vítima de roubo?", "fui assaltado"),
    Question("fern", "en", "Has a kitten been harmed by our flowers?", "threw up"),
    Question("fern", "es", "¿A qué hora se le puede entregar a la enfermera que hace guardia?", "3 de la tarde"),
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
)
