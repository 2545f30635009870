"""Erasure probes: what is asked again when all that one speaker said was erased."""

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from memory.crm.erasing.person import find_person
from memory.crm.erasing.theirs import remove_some
from memory.db import Database
from memory.recall.given import speaker_id
from pipelines.evaluation.suite import Dialogue, Question

MOST = 10
"""Questions of a dialogue that are asked again."""


class Probes(NamedTuple):
    """What is asked of whom again; `turns` are all of theirs, of which none may be found."""

    speaker: str
    questions: Sequence[Question]
    turns: frozenset[str]


def probes(dialogue: Dialogue) -> Probes | None:
    """The speaker who answers most of the questions, and some of these; None where nobody answers any."""
    whose = {turn.id: turn.speaker for turn in dialogue.turns}
    answers = Counter(whose[turn] for question in dialogue.questions for turn in question.relevant if whose[turn])
    if not answers:
        return None
    ((speaker, _),) = answers.most_common(1)
    asked = [one for one in dialogue.questions if speaker in {whose[turn] for turn in one.relevant}]
    some = asked[:: -(-len(asked) // MOST)]
    return Probes(speaker, some, frozenset(turn for turn, one in whose.items() if one == speaker))


async def erase_words(db: Database, tenant: UUID, speaker: str) -> None:
    """Remove what a speaker said, as an erasure does, with all that was made of it. Given sessions are of several."""
    async with db.tenant(tenant) as tx:
        person, removed = await find_person(tx, speaker_id(tenant, speaker), lambda _: []), True
    while removed:
        async with db.tenant(tenant, origin="flow") as tx:
            removed = bool(await remove_some(tx, "crm.messages", person))
