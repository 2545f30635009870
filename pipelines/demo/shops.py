"""The two invented shops: who they are on WhatsApp, when they are open and what they sell."""

from dataclasses import dataclass
from datetime import timedelta, timezone


@dataclass(frozen=True)
class Shop:
    """One tenant of the demo. `phone` is its own WhatsApp number, digits only; `session` is its WAHA session name."""

    key: str
    name: str
    session: str
    phone: str
    language: str


@dataclass(frozen=True)
class Premises:
    """What only the generator needs to know of a shop: names its people, labels and texts may use."""

    lid: str
    device: int
    timezone: timezone
    languages: tuple[str, ...]
    """What its customers write, in the proportion of this pattern."""
    agents: tuple[str, ...]
    email: str
    street: str
    order_prefix: str
    labels: tuple[str, ...]
    newsletter: str


@dataclass(frozen=True)
class Wares:
    """The words that fill a scenario's slots, for one shop in one language."""

    items: tuple[str, ...]
    wear: tuple[str, ...]
    services: tuple[str, ...]
    advice: tuple[tuple[str, str], ...]
    streets: tuple[str, ...]


PEDAL = Shop("pedal", "Pedal da Serra", "pedal-da-serra", "5531900000001", "pt")
FERN = Shop("fern", "Fern & Bean", "fern-and-bean", "15125550100", "en")
SHOPS: tuple[Shop, Shop] = (PEDAL, FERN)

PREMISES: dict[str, Premises] = {
    "pedal": Premises(
        lid="90000000000001",
        device=7,
        timezone=timezone(timedelta(hours=-3)),
        languages=("pt", "pt", "es", "pt", "pt"),
        agents=("Renata", "Tadeu", "Bia"),
        email="loja@pedaldaserra.example",
        street="Rua das Quaresmeiras, 88, Savassi, Belo Horizonte",
        order_prefix="PS",
        labels=("Novo cliente", "Aguardando pagamento", "Oficina", "Atacado"),
        newsletter="Saiu a escala dos passeios de bike do mês, confira no nosso canal",
    ),
    "fern": Premises(
        lid="90000000000002",
        device=4,
        timezone=timezone(timedelta(hours=-6)),
        languages=("en", "es", "en"),
        agents=("Maya", "Colin", "Inés"),
        email="hello@fernandbean.example",
        street="410 Pecan Grove Ln, Austin, TX",
        order_prefix="FB",
        labels=("New customer", "Pending payment", "Workshop", "Wholesale"),
        newsletter="This month's roasts and rare plants are out, see our channel",
    ),
}

WARES: dict[tuple[str, str], Wares] = {
    ("pedal", "pt"): Wares(
        items=(
            "capacete",
            "farol recarregável",
            "selim",
            "cadeado em U",
            "par de pedais",
            "retrovisor",
            "bagageiro",
            "ciclocomputador",
            "kit de freio",
            "pneu aro 29",
            "suporte de parede",
            "quadro de alumínio",
        ),
        wear=("uniforme", "colete", "par de luvas", "casaco corta-vento"),
        services=("uma revisão completa", "a regulagem do câmbio", "um bike fit", "a troca do movimento central"),
        advice=(
            (
                "qual pneu é melhor pra cidade e estrada de terra?",
                "Um pneu misto 1.95 com 50 libras resolve os dois. O liso derrapa no cascalho",
            ),
            ("tenho 1,68, qual tamanho de quadro?", "Com 1,68 o quadro 17 costuma ficar perfeito, mas vale testar"),
            (
                "quero começar a pedalar pro trabalho, o que preciso?",
                "Capacete, luzes dianteira e traseira, para-lama e um bom cadeado em U",
            ),
            ("de quanto em quanto tempo troca a corrente?", "Em média a cada 2 mil km, a gente mede de graça aqui"),
        ),
        streets=(
            "Rua dos Ipês, 120, Santa Tereza",
            "Av. das Palmeiras, 945, ap 302, Sion",
            "Rua Pau-Brasil, 33, Floresta",
            "Rua Jequitibá, 410, Serra",
            "Alameda dos Jacarandás, 77, Pampulha",
        ),
    ),
    ("pedal", "es"): Wares(
        items=(
            "casco",
            "foco recargable",
            "sillín",
            "candado en U",
            "juego de pedales",
            "espejo",
            "portaequipaje",
            "neumático aro 29",
            "kit de frenos",
        ),
        wear=("chaleco", "uniforme", "cortaviento"),
        services=("una revisión completa", "el ajuste de los cambios"),
        advice=(
            ("¿qué neumático sirve para ciudad y tierra?", "Uno mixto 1.95 va bien en los dos"),
            ("mido 1,75, ¿qué talla de cuadro llevo?", "Con 1,75 suele ir bien el cuadro 19, pero conviene probarlo"),
        ),
        streets=("Rua dos Ipês, 58, Santa Tereza", "Rua Aroeira, 210, Floresta", "Rua Sucupira, 15, Serra"),
    ),
    ("fern", "en"): Wares(
        items=(
            "fiddle leaf fig",
            "monstera",
            "snake plant",
            "terracotta pot",
            "cold brew kit",
            "bag of Chiapas beans",
            "golden pothos",
            "grow light",
            "watering can",
            "Boston fern",
            "gift basket",
            "moka pot",
        ),
        wear=("shop tee", "canvas apron", "sun hat"),
        services=("a spot in the terrarium workshop", "a coffee tasting for two", "a repotting session"),
        advice=(
            (
                "what survives in an office with no windows?",
                "A ZZ plant or a snake plant, they do fine with ceiling lights and water every three weeks",
            ),
            (
                "my monstera has yellow leaves, what am I doing wrong?",
                "Usually too much water. Let the top two inches dry out first",
            ),
            (
                "which beans would you use for cold brew?",
                "A medium roast from Chiapas, ground coarse, 16 hours in the fridge",
            ),
            ("how often should I repot a pothos?", "Every other spring, one pot size up"),
        ),
        streets=(
            "218 Juniper St, Austin",
            "1904 Cedar Bend Dr, Austin",
            "77 Bluebonnet Ct, Round Rock",
            "5 Mesquite Way, Pflugerville",
            "630 Live Oak Ave, Austin",
        ),
    ),
    ("fern", "es"): Wares(
        items=(
            "ficus",
            "helecho",
            "cactus de Navidad",
            "saco de sustrato",
            "paquete de café de Chiapas",
            "macetero de barro",
            "molinillo",
            "árbol de jade",
        ),
        wear=("delantal", "sombrero"),
        services=("un lugar en el taller de terrarios", "una cata de café para dos"),
        advice=(
            ("¿qué planta aguanta poca luz?", "La lengua de suegra, con riego cada tres semanas le basta"),
            ("¿qué café me recomienda para prensa francesa?", "El de Chiapas con molido grueso queda muy bien"),
        ),
        streets=("412 Huisache St, Austin", "88 Pecan Hollow Dr, Kyle", "1500 Sabinal Ln, Buda"),
    ),
}
