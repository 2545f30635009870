"""How far the flows are behind the ends of their topics."""

from contracts.settings import Settings
from memory.examine import read_so_far
from pipelines.examine import broker, ends
from pipelines.flows import embed, enrich, inbound, outbound, sessions

FLOWS: dict[str, tuple[str, ...]] = {flow.NAME: flow.TOPICS for flow in (inbound, sessions, outbound, embed, enrich)}
"""Every flow with the topics that it reads."""


def behind(settings: Settings, cluster: str) -> int:
    """How many records of this life of the log the flows have still to read, each flow counted for itself.

    A partition whose end nobody tells in time counts as one. Raises Unavailable.
    """
    read, parts = read_so_far(settings, cluster), broker(settings).topics
    places = [(flow, (topic, n)) for flow, topics in FLOWS.items() for topic in topics for n in range(parts[topic])]
    start = {place: min(read.get((flow, place), 0) for flow, one in places if one == place) for _, place in places}
    reached = ends(settings, start)
    return sum(max(0, reached.get(place, start[place] + 1) - read.get((flow, place), 0)) for flow, place in places)
