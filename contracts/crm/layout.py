"""How a context becomes a text for a language model: a line for each thing, the most important let in first.

The text is the longest beginning of one order of importance that the budget has room for. So a larger budget only adds,
and nothing is there while something more important is missing.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from contracts.crm.contact import Contact
from contracts.crm.context import ContactContext, Part, RecentMessage, SimilarSession, Source, Statistics
from contracts.crm.enrichment import SentimentLabel
from contracts.crm.fact import Fact
from contracts.crm.message import ContentType
from contracts.crm.session import Session

FIRST = 10
"""So many of the latest messages come before facts and what is similar, the older ones after."""

MOST = 240
"""Tokens of a line at most, without its source; the rest of it is cut off."""

EXCERPT = 60
"""Tokens of each message that a similar session is told by."""

RUN = re.compile(r"[^\W\d_]+|\d+|\s+|.", re.DOTALL)

OF = {Part.MESSAGE: "message", Part.SESSION: "session", Part.SIMILAR_SESSION: "session", Part.FACT: "fact"}
"""Whose id a line ends with; that of the contact for the others."""

CITED = 3
"""So many of the messages that a fact comes from stand in its line, the latest; `sources` has them all."""

ELLIPSIS = "…"


def tokens(text: str) -> int:
    """How many tokens a text has, estimated: no vocabulary is the right one for every model.

    A run of letters has one for each 4 bytes of its UTF-8 begun, a run of digits one for each 3, any other sign one for
    each byte, a line's end one, other white space none. The lines of a text add up to the whole.

    >>> tokens("Meu orçamento é R$ 5000"), tokens("👍"), tokens("")
    (9, 4, 0)
    """
    return sum(map(_cost, RUN.findall(text)))


def _cost(run: str) -> int:
    if run.isspace():
        return run.count("\n")
    size = len(run.encode("utf-8", "replace"))
    each = 3 if run.isdecimal() else 4 if run[0].isalnum() else 1
    return -(-size // each)


def shortened(text: str, most: int) -> str:
    """A text of one line, in at most so many tokens: what is too much goes, and an ellipsis says so."""
    plain = " ".join(text.split())
    if tokens(plain) <= most:
        return plain
    left, kept = most - tokens(ELLIPSIS), []
    for run in RUN.findall(plain):
        left -= _cost(run)
        if left < 0:
            break
        kept.append(run)
    return "".join(kept).rstrip() + ELLIPSIS


class Line(NamedTuple):
    """A line before it is let in. Its source stands at its end, for a model that is to cite it or to look further."""

    part: Part
    id: UUID
    messages: list[UUID]
    words: str

    @property
    def text(self) -> str:
        """The line with its source and its end."""
        cited = self.messages[:CITED] if self.part is Part.FACT else []
        said = "".join(f", message {one}" for one in cited)
        return f"{shortened(self.words, MOST)} [{OF.get(self.part, 'contact')} {self.id}{said}]\n"

    @property
    def cut(self) -> bool:
        """Whether not all of it is told."""
        return tokens(" ".join(self.words.split())) > MOST


def fitted(whole: ContactContext) -> ContactContext:
    """A context as its budget has room for it, with its text."""
    lines, shown, used = list(_by_importance(whole)), list[Line](), 0
    for line in lines:
        if used + tokens(line.text) > whole.max_tokens:
            break
        shown.append(line)
        used += tokens(line.text)
    kept = {(line.part, line.id) for line in shown}
    told = _in_order(shown)
    return whole.model_copy(
        update=_only(whole, kept)
        | {
            "text": "".join(line.text for line in told),
            "sources": [_source(line) for line in told],
            "tokens": used,
            "left_out": dict(Counter(line.part for line in lines[len(shown) :])),
            "shortened": sum(line.cut for line in shown),
        }
    )


def _in_order(shown: list[Line]) -> list[Line]:
    """As the text has them: part by part, messages as they were said, all else the most important first."""
    parts, said = list(Part), [line for line in reversed(shown) if line.part is Part.MESSAGE]
    others = [line for line in shown if line.part is not Part.MESSAGE]
    return said + sorted(others, key=lambda line: parts.index(line.part))


def _source(line: Line) -> Source:
    return Source(part=line.part, id=line.id, messages=line.messages, tokens=tokens(line.text))


def _only(whole: ContactContext, kept: set[tuple[Part, UUID]]) -> dict[str, object]:
    """What the lists hold of what is kept; what may not be seen stays null."""
    recent, similar, session = whole.recent_messages, whole.similar_sessions, whole.session
    near = [one for one in similar or [] if (Part.SIMILAR_SESSION, one.session.id) in kept]
    return {
        "recent_messages": recent and [one for one in recent if (Part.MESSAGE, one.id) in kept],
        "similar_sessions": None if similar is None else near,
        "session": session if session and (Part.SESSION, session.id) in kept else None,
        "statistics": whole.statistics if (Part.STATISTICS, whole.contact.id) in kept else None,
        "facts": [one for one in whole.facts if (Part.FACT, one.id) in kept],
    }


def _by_importance(whole: ContactContext) -> Iterator[Line]:
    """What was said last, by whom, in which talk; what is known, what was like it, numbers; what was said before."""
    latest = [_message(one) for one in reversed(whole.recent_messages or [])]
    yield from latest[:1]
    yield _profile(whole.contact)
    if whole.session:
        yield Line(Part.SESSION, whole.session.id, [], f"Open session: {_talk(whole.session)}")
    yield from latest[1:FIRST]
    yield from map(_fact, whole.facts)
    yield from map(_similar, whole.similar_sessions or [])
    if whole.statistics:
        yield _numbers(whole.contact.id, whole.statistics)
    yield from latest[FIRST:]


def _message(said: RecentMessage) -> Line:
    label = said.sentiment.label if said.sentiment else SentimentLabel.NEUTRAL
    mood = "" if label is SentimentLabel.NEUTRAL else f" ({label})"
    words = f"{_time(said.at)} {_who(from_me=said.from_me)}{mood}: {_words(said.text, said.content_type)}"
    return Line(Part.MESSAGE, said.id, [said.id], words)


def _similar(near: SimilarSession) -> Line:
    said = "; ".join(
        f"{_who(from_me=one.from_me)}: {shortened(_words(one.text, one.content_type), EXCERPT)}"
        for one in near.messages
    )
    words = f"Earlier session, similarity {near.similarity:.2f}: {_talk(near.session)}. {said}"
    return Line(Part.SIMILAR_SESSION, near.session.id, [one.id for one in near.messages], words)


def _profile(contact: Contact) -> Line:
    said = [contact.name or "nameless", contact.phone, contact.email, contact.language, contact.timezone]
    tags = f"tags {', '.join(contact.tags)}" if contact.tags else None
    fields = [f"{name}: {value}" for name, value in contact.custom_fields.items()]
    words = "; ".join(one for one in (*said, tags, *fields) if one)
    return Line(Part.PROFILE, contact.id, [], f"Customer: {words}")


def _numbers(contact_id: UUID, counted: Statistics) -> Line:
    first, answer = counted.first_session_at, counted.average_response_seconds
    since = f" since {first:%Y-%m-%d}" if first else ""
    waited = "" if answer is None else f", answered within {answer:.0f} s on average"
    words = f"In all: {counted.sessions} sessions, {counted.messages} messages{since}{waited}"
    return Line(Part.STATISTICS, contact_id, [], words)


def _fact(fact: Fact) -> Line:
    latest = fact.sources[::-1]
    quote = next((f', said: "{one.quote}"' for one in latest if one.quote), "")
    stated = next((f", put down by {one.stated_by}" for one in latest if one.stated_by), "")
    disputed = ", disputed" if fact.disputed else ""
    words = f"Known since {fact.valid_from:%Y-%m-%d}: {fact.predicate} is {fact.value}{disputed}{quote or stated}"
    return Line(Part.FACT, fact.id, [one.message_id for one in latest if one.message_id], words)


def _talk(session: Session) -> str:
    return f"{_time(session.started_at)} to {_time(session.last_activity_at)}, {session.message_count} messages"


def _words(text: str | None, kind: ContentType) -> str:
    return text or f"({kind})"


def _who(*, from_me: bool) -> str:
    return "we" if from_me else "customer"


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M}"
