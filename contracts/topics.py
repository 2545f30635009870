"""One table of every topic: what it carries, its key and retention, who writes it and who reads it."""

from dataclasses import dataclass

DAY = 24 * 3600
DEAD_LETTERS = ".dlq"


@dataclass(frozen=True)
class Topic:
    """A Kafka topic. `retention` is in seconds; `exchange` and `routing` are its place in RabbitMQ, where bridged."""

    name: str
    what: str
    key: str
    writers: tuple[str, ...]
    readers: tuple[str, ...]
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


def _crm(aggregate: str, what: str, writers: tuple[str, ...], readers: tuple[str, ...]) -> Topic:
    return Topic(f"crm.{aggregate}", what, "tenant:conversation, or tenant:aggregate id", writers, readers)


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (
        Topic(
            "raw.inbound",
            "Every webhook as it came, byte for byte, with its channel in the headers",
            "tenant:conversation",
            ("webhooks", "relay"),
            ("inbound",),
        ),
        _crm(
            "message",
            "What happened to messages",
            ("inbound", "outbound", "door"),
            ("sessions", "embed", "enrich", "outbound"),
        ),
        _crm("contact", "What happened to people", ("inbound", "door"), ("sessions",)),
        _crm("chat", "What happened to conversations and groups", ("inbound", "door"), ()),
        _crm("session", "What happened to sessions", ("sessions", "door"), ()),
        _crm("channel", "What happened to channels", ("inbound", "door"), ()),
        Topic("core.project", "What happened to projects", "tenant:project", ("door",), ()),
        Topic("core.user", "What happened to users and API keys", "tenant:user", ("door",), ()),
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
