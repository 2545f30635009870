"""One of our flows by itself: `python -m benchmarks.alone sessions`, with the source and the sink of the text flows."""

import sys

from bytewax.run import cli_main

from contracts.settings import Settings
from pipelines.apply import Apply
from pipelines.beside import Beside
from pipelines.flows import inbound, sessions
from pipelines.io import KafkaIn
from pipelines.text import TURN


def main(name: str) -> None:
    """Run it until the process is ended."""
    settings = Settings()
    flows = {
        inbound.NAME: (inbound.inbound, inbound.TOPICS, inbound.apply()),
        sessions.NAME: (sessions.sessions, sessions.TOPICS, sessions.apply()),
    }
    flow, topics, operation = flows[name]
    sys.setswitchinterval(TURN)
    cli_main(flow(KafkaIn(settings, {name: topics}), Beside(Apply(settings, {name: operation}))))


if __name__ == "__main__":
    main(sys.argv[1])
