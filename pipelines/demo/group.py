"""The bicycle shop's ride group: its members, its chatter and what WAHA tells of people coming."""

import random
from collections.abc import Iterator, Sequence

from pipelines.demo.content import Json, content
from pipelines.demo.conversation import TWICE
from pipelines.demo.hours import Hours
from pipelines.demo.people import Customer
from pipelines.demo.wire import Address, Sent, Wire, cus

GROUP = "120363000000000042@g.us"
SUBJECT = "Pedal de Domingo"
MEMBERS = 8

# (member or None for the shop, text), in four rides' worth of talk. Halfway WhatsApp moves the group to LIDs.
TALK: tuple[tuple[tuple[int | None, str], ...], ...] = (
    (
        (None, "Bom dia, turma! Domingo tem pedal até a Serra do Curral, saída 7h em frente à loja"),
        (0, "tô dentro 🚴"),
        (1, "qual a distância?"),
        (None, "42 km, ritmo leve, dá pra todo mundo"),
        (2, "posso levar meu sobrinho? ele tem 15"),
        (None, "Pode, mas capacete é obrigatório"),
        (3, "alguém tem bomba de ar pra emprestar?"),
        (4, "eu levo a minha"),
        (5, "vou de carro de apoio se precisarem"),
        (0, "boa! valeu"),
    ),
    (
        (1, "que pedal maravilhoso ontem"),
        (6, "minhas pernas discordam kkkk"),
        (2, "meu sobrinho já quer saber quando é o próximo"),
        (None, "Próximo é dia 2, aí vai ser até o mirante"),
        (7, "cheguei agora no grupo, oi gente!"),
        (0, "bem-vindo!!"),
        (3, "alguém achou uma luva preta? acho que deixei no carro"),
        (5, "tá aqui comigo, levo domingo"),
        (3, "ufa, obrigado"),
    ),
    (
        (None, "Pessoal, por causa da chuva o pedal fica pra semana que vem"),
        (4, "aff, já tinha preparado tudo"),
        (6, "melhor assim, tava previsto temporal"),
        (1, "alguém anima um café no lugar?"),
        (0, "eu animo"),
        (7, "eu também, que horas?"),
        (1, "9h na padaria da esquina da loja"),
        (2, "fechado"),
    ),
    (
        (None, "Confirmado: domingo 7h, mirante, 35 km. Levem água"),
        (5, "confirmado aqui"),
        (4, "eu vou e levo câmara reserva"),
        (6, "vou tentar acordar 😅"),
        (7, "meu primeiro com vocês, alguma dica?"),
        (3, "não sai correndo na subida do começo"),
        (0, "e come alguma coisa antes"),
        (None, "Isso! A gente espera quem ficar pra trás"),
        (2, "até domingo então"),
    ),
)


def play_group(wire: Wire, members: Sequence[Customer], hours: Hours, rng: random.Random) -> Iterator[Sent]:
    """The group's month: the shop is added, people talk, one more joins before speaking for the first time."""
    opened = hours.at(0.03)
    yield wire.send("group.v2.join", _joined(members[:-1], opened), opened * 1000 + 300)
    came = hours.at(0.25)
    yield wire.send("group.v2.participants", _came(members[-1], came), came * 1000 + 300)
    for part, talk in enumerate(TALK):
        at = hours.at((0.06, 0.3, 0.55, 0.8)[part])
        for member, text in talk:
            at += rng.randint(12, 400)
            by_lid = part >= len(TALK) // 2
            writer = wire.own(GROUP, by_lid=by_lid) if member is None else _address(members[member], by_lid=by_lid)
            yield from _say(wire, writer, text, at, rng)


def _say(wire: Wire, writer: Address, text: str, at: int, rng: random.Random) -> Iterator[Sent]:
    payload = wire.message(writer, wire.stanza(from_me=writer.from_me), at, content("text", text, None, rng))
    arrived = at * 1000 + rng.randrange(80, 900)
    if not writer.from_me and rng.random() < TWICE:
        yield wire.send("message", payload, arrived - rng.randrange(2, 12))
    yield wire.send("message.any", payload, arrived)


def _address(member: Customer, *, by_lid: bool) -> Address:
    device = f":{member.device}" if member.device else ""
    phone, lid = f"{member.phone}{device}@s.whatsapp.net", f"{member.lid}{device}@lid"
    sender, alt = (lid, phone) if by_lid else (phone, lid)
    return Address(GROUP, sender, alt, member.push_name)


def _joined(members: Sequence[Customer], at: int) -> Json:
    described = "Passeios de bicicleta aos domingos"
    group = {"id": GROUP, "subject": SUBJECT, "description": described, "membersCanAddNewMember": False,
             "membersCanSendMessages": True, "newMembersApprovalRequired": False,
             "participants": [_participant(member) for member in members]}  # fmt: skip
    return {"timestamp": at * 1000, "group": group, "_data": {"JID": GROUP, "Name": SUBJECT, "Topic": described}}


def _came(member: Customer, at: int) -> Json:
    jid = f"{member.phone}@s.whatsapp.net"
    return {"group": {"id": GROUP}, "type": "join", "timestamp": at * 1000, "participants": [_participant(member)],
            "_data": {"JID": GROUP, "Join": [jid]}}  # fmt: skip


def _participant(member: Customer) -> Json:
    phone = cus(f"{member.phone}@s.whatsapp.net")
    return {"id": phone, "pn": phone, "role": "participant"}
