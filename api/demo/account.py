"""What an account manager asks before a talk, through MCP as an agent would, each answer with where it was said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from api.demo.agent import Agent, NotAnswered
from contracts.crm.fact import Fact
from pipelines.demo import ACCOUNT


@dataclass(frozen=True)
class Told:
    """A question, the tool that answers it, its answer, where that was said, and whether it is the right one."""

    question: str
    tool: str
    answer: str
    source: str
    right: bool


async def prepare_talk(asked: Agent, start: datetime, days: int) -> tuple[str, list[Told]]:
    """Whom it is about, and five questions with their answers. The month began at `start` and had so many `days`."""
    found = await asked.find(ACCOUNT.looked_for)
    if found.contact_id is None:
        raise NotAnswered
    who, then = found.contact_id, start + timedelta(days=days * sum(ACCOUNT.said_at) / 2)
    plan, budget = await asked.fact(who, "plan"), await asked.fact(who, "budget")
    before = await asked.fact(who, "budget", then)
    handled = await asked.find(ACCOUNT.complaint, contact_id=str(who), from_me=True)
    return found.contact_name or "", [
        _of_fact("What did the customer decide?", plan, ACCOUNT.plan),
        _of_fact("What is the budget now?", budget, ACCOUNT.budgets[1]),
        _of_fact(f"What was it on {then:%d %B}?", before, ACCOUNT.budgets[0]),
        Told(
            "Who handled the complaint?", "search_memory", handled.text,
            f"message {handled.message_id}, {handled.at:%d %b %H:%M}", ACCOUNT.handled_by in handled.text,
        ),
        await _where(asked, who, budget),
    ]  # fmt: skip


def _of_fact(question: str, fact: Fact, wanted: str) -> Told:
    source = fact.sources[0]
    where = f"“{source.quote}”, message {source.message_id}, {source.at:%d %b %H:%M}"
    return Told(question, "get_contact_facts", fact.value, where, fact.value == wanted and bool(source.quote))


async def _where(asked: Agent, who: UUID, fact: Fact) -> Told:
    """The talk in which something was said: the message that the fact names must be in it, and hold its quote."""
    source = fact.sources[0]
    talk = await asked.around(who, source.at)
    said = next((message for message in talk if message.id == source.message_id), None)
    right = said is not None and source.quote is not None and source.quote in (said.text or "")
    shown = " / ".join(f"{'we' if message.from_me else 'they'}: {message.text or ''}" for message in talk)
    where = f"chat {said.chat_id}, session {said.session_id}" if said else "nowhere"
    return Told("Where did they say so?", "get_messages", shown, where, right)
