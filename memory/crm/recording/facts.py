"""What two records of the same webhooks must agree on, however their batches were cut and in whatever order they came.

Ids of people and sessions, versions and times of recording may differ; who belongs together is compared by members.
"""

from typing import LiteralString

MESSAGE = (
    "from_me", "content_type", "text", "media", "status", "failure_reason", "language", "reply_to", "mentions", "at",
    "timeout_minutes", "edited_at", "revoked_at", "delivered_at", "read_at", "played_at",
)  # fmt: skip
SESSION = (
    "started_at", "last_activity_at", "timeout_minutes", "message_count", "messages_from_contact",
    "messages_from_agent", "duration_seconds", "first_contact_message_at", "first_agent_response_at",
    "agent_response_time_seconds",
)  # fmt: skip
CONTACT = ("name", "phone", "email", "language", "timezone", "tags", "custom_fields")
CHAT = ("type", "status", "subject", "participants", "last_message_at")


def of(alias: LiteralString, columns: tuple[LiteralString, ...], prefix: LiteralString = "") -> LiteralString:
    """The columns of a table as a select lists them, each under its name behind the prefix."""
    return ", ".join(f"{alias}.{column} as {prefix}{column}" for column in columns)
