"""The channels that we speak: one folder each, one line here."""

from collections.abc import Sequence

from connectors.waha.connector import Waha
from contracts.connector import Connector


def connectors(allow: Sequence[str] = ()) -> dict[str, Connector]:
    """Every connector by its kind. `allow`: host:port that they may call though private (Settings.outbound_allow)."""
    return {connector.kind: connector for connector in (Waha(allow),)}


CONNECTORS = connectors()
"""For what needs no network: verifying, naming and translating webhooks."""
