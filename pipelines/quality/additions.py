"""What is promised besides, and no schema can say. By suite: the type of an event, or the staging view."""

from datetime import timedelta
from typing import Any, get_args

from contracts.crm.channel import ChannelType
from contracts.envelope import Origin
from contracts.topics import all_topic_names

AHEAD = timedelta(hours=25)
"""How far in the future a time may be. A session that is closed by hand ends, by its definition, up to a day later; the
clocks of others are wrong by less than an hour."""

BEGINNING = 946_684_800.0
"""2000-01-01: nothing of ours came in before. What does not say when it came in, the archive has come in in 1970."""

IN_ORDER: dict[str, tuple[tuple[str, str], ...]] = {
    "session.ended": (("started_at", "ended_at"),),
    "stg_crm__contacts": (("first_interaction_at", "last_interaction_at"),),
    "stg_crm__sessions": (
        ("started_at", "last_activity_at"),
        ("started_at", "ended_at"),
        ("started_at", "first_contact_message_at"),
        ("started_at", "first_agent_response_at"),
        ("messages_from_contact", "message_count"),
        ("messages_from_agent", "message_count"),
    ),
}
"""What comes before what, or is a part of it."""

BETWEEN: dict[str, dict[str, tuple[float | None, float | None]]] = {
    "session.summarized": {"sentiment_score": (-1, 1)},
    "stg_core__outbox": {"aggregate_version": (1, None)},
    "stg_crm__enrichments": {"took_ms": (0, None), "cost_micros": (0, None)},
    "stg_crm__sessions": {"timeout_minutes": (1, 1440)},
}
"""Between which numbers something is."""

ONE_OF: dict[str, dict[str, tuple[Any, ...]]] = {
    "stg_core__outbox": {"topic": tuple(all_topic_names()), "origin": get_args(Origin)},
    "stg_crm__messages": {"channel_type": tuple(ChannelType)},
    "stg_crm__sessions": {"channel_type": tuple(ChannelType)},
}
"""Which values there are, where a contract has a plain text."""

PAST: dict[str, tuple[str, ...]] = {
    "stg_core__outbox": ("occurred_at", "ingested_at", "recorded_at"),
    "stg_crm__enrichments": ("recorded_at",),
}
"""What is not in the future, of views that no contract is behind."""

KEYS: dict[str, tuple[str, ...]] = {
    "stg_crm__enrichments": ("message_id", "kind", "provider", "model", "model_version"),
}
"""The key of a view without a single column that is unique. Everywhere the tenant belongs to it."""

REFERENCES: dict[str, dict[str, str]] = {"stg_crm__contacts": {"merged_into": "stg_crm__contacts"}}
"""What leads to a row of another view, though it is not called as that view's key."""
