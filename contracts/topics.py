"""One table of every topic: what it carries, its key and retention, who writes and reads it, its place in RabbitMQ."""

from dataclasses import dataclass

from contracts.core.permission import Permission

DAY = 24 * 3600
DEAD_LETTERS = ".dlq"
ARCHIVE = "archive"
"""The flow that keeps everything in the lake."""

TALKS = "talks"
"""The flow that has talks read by a language model."""

BRIDGE = "bridge"
"""Who carries events over to RabbitMQ, and webhooks back."""

DOMAIN_EVENTS = "domain.events"
"""The exchange of RabbitMQ that every event is published to, under its type."""


@dataclass(frozen=True)
class Topic:
    """A Kafka topic. `retention` is in seconds; `permission` is what it takes to read in the lake what it carried.

    What the bridge reads goes to RabbitMQ, where the events named in `queued` wait in a queue of their own until
    somebody takes them. What others put into RabbitMQ's queue `taken_from` comes into this topic.
    """

    name: str
    what: str
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    permission: Permission
    retention: int = 7 * DAY
    queued: tuple[str, ...] = ()
    taken_from: str = ""

    @property
    def dead_letters(self) -> str:
        """The topic that takes what a reader of this one could not digest."""
        return self.name + DEAD_LETTERS


def _events(
    name: str,
    what: str,
    writers: tuple[str, ...],
    readers: tuple[str, ...],
    permission: Permission,
    queued: tuple[str, ...] = (),
) -> Topic:
    key = "tenant:conversation, or tenant:aggregate id" if name.startswith("crm.") else "tenant:aggregate id"
    return Topic(name, what, key, writers, (*readers, BRIDGE, ARCHIVE), permission, queued=queued)


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "raw.inbound",
            "Every webhook as it came, byte for byte, with its channel in the headers",
            "tenant:conversation",
            ("webhooks", "relay", BRIDGE),
            ("inbound", ARCHIVE),
            "messages.view",
            taken_from="waha.events.raw",
        ),
        _events(
            "crm.message",
            "What happened to messages",
            ("inbound", "outbound", "door"),
            ("sessions", "embed", "enrich", "facts", "outbound"),
            "messages.view",
            ("message.created", "message.delivered", "message.read", "message.played", "message.failed"),
        ),
        _events(
            "crm.contact",
            "What happened to people",
            ("inbound", "door"),
            ("sessions", "facts"),
            "contacts.view",
            ("contact.created", "contact.updated", "contact.merged", "contact.deleted", "tracking.message.meta_ads"),
        ),
        _events(
            "crm.chat",
            "What happened to conversations and groups",
            ("inbound", "door"),
            (),
            "messages.view",
            ("chat.created",),
        ),
        _events(
            "crm.session",
            "What happened to sessions",
            ("inbound", "sessions", "door"),
            (TALKS,),
            "sessions.view",
            ("session.started", "session.ended", "session.agent_assigned", "session.resolved", "session.escalated"),
        ),
        _events(
            "crm.channel",
            "What happened to channels",
            ("inbound", "door"),
            (),
            "channels.view",
            ("channel.activation.failed",),
        ),
        _events("core.project", "What happened to projects", ("door",), (), "settings.view"),
        _events("core.user", "What happened to users and API keys", ("door",), (), "members.view"),
    )
}


FLOWS = tuple(dict.fromkeys(reader for topic in TOPICS.values() for reader in topic.readers))
"""Every flow that reads a topic."""


def topics_of(flow: str) -> tuple[str, ...]:
    """The topics that a flow reads."""
    return tuple(topic.name for topic in TOPICS.values() if flow in topic.readers)


def event_queues() -> dict[str, str]:
    """The events with a queue of their own in RabbitMQ, and its name."""
    return {event: f"{DOMAIN_EVENTS}.{event}" for topic in TOPICS.values() for event in topic.queued}


def taken_queues() -> tuple[str, ...]:
    """The queues of RabbitMQ that others fill for us."""
    return tuple(topic.taken_from for topic in TOPICS.values() if topic.taken_from)


def all_topic_names() -> list[str]:
    """Every topic with its dead-letter twin, as they are created at the broker."""
    return [name for topic in TOPICS.values() for name in (topic.name, topic.dead_letters)]
