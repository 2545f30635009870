"""One table of every topic: what it carries, its key and retention, who writes it and who reads it."""

from dataclasses import dataclass

from contracts.core.permission import Permission

DAY = 24 * 3600
DEAD_LETTERS = ".dlq"


@dataclass(frozen=True)
class Topic:
    """A Kafka topic. `retention` is in seconds; `permission` is what it takes to read in the lake what it
    carried; `exchange` and `routing` are its place in RabbitMQ, where bridged.
    """

    name: str
    what: str
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
    permission: Permission
    retention: int = 7 * DAY
    exchange: str = "domain.events"

    @property
    def routing(self) -> str:
        """The RabbitMQ routing key prefix; the event's type is the whole key."""
        return self.name.partition(".")[2]

    @property
    def dead_letters(self) -> str:
        """The topic that takes what a reader of this one could not digest."""
        return self.name + DEAD_LETTERS


ARCHIVE = "archive"
"""The flow that reads everything."""


def _topic(
    name: str, what: str, key: str, writers: tuple[str, ...], readers: tuple[str, ...], permission: Permission
) -> Topic:
    return Topic(name, what, key, writers, (*readers, ARCHIVE), permission)


_CONVERSATION = "tenant:conversation, or tenant:aggregate id"

TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        _topic(
            "raw.inbound",
            "Every webhook as it came, byte for byte, with its channel in the headers",
            "tenant:conversation",
            ("webhooks", "relay"),
            ("inbound",),
            "messages.view",
        ),
        _topic(
            "crm.message",
            "What happened to messages",
            _CONVERSATION,
            ("inbound", "outbound", "door"),
            ("sessions", "embed", "enrich", "outbound"),
            "messages.view",
        ),
        _topic(
            "crm.contact",
            "What happened to people",
            _CONVERSATION,
            ("inbound", "door"),
            ("sessions",),
            "contacts.view",
        ),
        _topic(
            "crm.chat",
            "What happened to conversations and groups",
            _CONVERSATION,
            ("inbound", "door"),
            (),
            "messages.view",
        ),
        _topic("crm.session", "What happened to sessions", _CONVERSATION, ("sessions", "door"), (), "sessions.view"),
        _topic("crm.channel", "What happened to channels", _CONVERSATION, ("inbound", "door"), (), "channels.view"),
        _topic("core.project", "What happened to projects", "tenant:project", ("door",), (), "settings.view"),
        _topic("core.user", "What happened to users and API keys", "tenant:user", ("door",), (), "members.view"),
    )
}


FLOWS = tuple(dict.fromkeys(reader for topic in TOPICS.values() for reader in topic.readers))
"""Every flow that reads a topic."""


def topics_of(flow: str) -> tuple[str, ...]:
    """The topics that a flow reads."""
    return tuple(topic.name for topic in TOPICS.values() if flow in topic.readers)


def all_topic_names() -> list[str]:
    """Every topic with its dead-letter twin, as they are created at the broker."""
    return [name for topic in TOPICS.values() for name in (topic.name, topic.dead_letters)]
