"""The inbound path: from a webhook in `raw.inbound` to its message recorded and in a session, as fast as it goes.

The processes are those of production, flows and relay; search, moods and replies are paused, as an operator would who
has a backlog. Beside them a bare consumer with executemany, which stops at the message. They work in turn.
"""

import asyncio
import time
from contextlib import ExitStack

import psycopg

from benchmarks import bare_inbound
from benchmarks.contender import Contender, in_turn
from benchmarks.filling import make_topic, raw_events
from benchmarks.house import House, opened
from benchmarks.report import Ratio, Report, paired
from benchmarks.server import Server
from benchmarks.webhooks import webhooks
from contracts.settings import Settings
from memory.core.flow_pause import pause
from memory.db import Database
from pipelines.flows import embed, enrich, facts, outbound
from pipelines.kafka import RAW_TOPIC

PACE = 0.5
"""Messages a second of event time: conversations of some days, with as many sessions as such have."""
REPLIES = 4
GOAL = 4_000.0
PEER_TOPIC = "peer.inbound"

_IN_SESSIONS = "select coalesce(sum(message_count), 0) from crm.sessions"
_WRITTEN = "select count(*) from bare.messages"


def measure(*, quick: bool = False) -> Report:
    """A first share to warm up, then as many as there are rounds, one after the other by both."""
    rounds, share = (1, 500) if quick else (5, 8_000)
    number = (rounds + 1) * share
    with opened() as empty, ExitStack() as stack:
        house = empty.told(embedder="hashing")  # nobody asks it
        asyncio.run(_pause(house.settings))
        contenders = [_ours(house), _peer(house)]
        for server in (server for contender in contenders for server in contender.servers):
            stack.enter_context(server)
        sent = webhooks(house.channels, number, PACE, since=time.time() - number / PACE, replies=REPLIES)
        in_turn(contenders, house, raw_events(sent), share)
    return _report(*contenders, share)


async def _pause(settings: Settings) -> None:
    async with Database(settings.dsn("app"), size=1) as db:
        for flow in (embed, enrich, facts, outbound):
            await pause(db, flow.NAME, "only the record is measured")


def _ours(house: House) -> Contender:
    servers = [Server(role, ["api.cli", "run", role], house.settings) for role in ("flows", "relay")]
    return Contender("ours, recorded and in sessions", servers, RAW_TOPIC, _IN_SESSIONS)


def _peer(house: House) -> Contender:
    make_topic(house.settings, PEER_TOPIC)
    with psycopg.connect(house.settings.dsn("admin"), autocommit=True) as connection:
        connection.execute(bare_inbound.SCHEMA)
    server = Server("bare consumer", ["benchmarks.bare_inbound", PEER_TOPIC], house.settings)
    return Contender("bare consumer, executemany, recorded", [server], PEER_TOPIC, _WRITTEN)


def _report(ours: Contender, peer: Contender, share: int) -> Report:
    rates = [share / lasted for lasted in ours.lasted]
    bare = [share / lasted for lasted in peer.lasted]
    rows = [one.row(share) for one in (ours, peer)]
    ratios = [
        Ratio(f"messages/s over {GOAL:,.0f}", rows[0].values["messages/s"] / GOAL, 1.0),
        Ratio("messages/s over the bare consumer's", paired(rates, bare)),
        Ratio(
            "messages per processor second, Postgres' included, over the bare consumer's",
            paired(peer.whole, ours.whole),
        ),
    ]
    return Report("Inbound, from raw.inbound to rows", rows, ratios)
