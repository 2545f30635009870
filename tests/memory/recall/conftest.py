from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4, uuid5
from zlib import crc32

import numpy as np
import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.claim import Claim
from contracts.crm.fact import EXTRACTOR
from contracts.crm.search import Fusion, SearchQuery
from memory.crm.fact import get_contact_facts
from memory.recall.facts import Heard, learn
from memory.recall.items import Turn, fold_terms, remember
from memory.recall.search import search

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MODEL = "test"
WORLD = UUID(int=7)

PLACES = """
with project as (
  insert into core.projects (tenant_id, id, name) values (%(tenant)s, %(project)s, 'Loja') on conflict do nothing
), channel as (
  insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)
  values (%(tenant)s, %(channel)s, %(project)s, 'WhatsApp', 'waha', %(channel)s::text, '', '') on conflict do nothing
), contact as (
  insert into crm.contacts (tenant_id, id, project_id, name)
  select %(tenant)s, %(contact)s, %(project)s, %(who)s where %(contact)s::uuid is not null on conflict do nothing
), session as (
  insert into crm.sessions
    (tenant_id, id, project_id, contact_id, channel_type, status, started_at, last_activity_at, last_recorded_at,
      timeout_minutes)
  select %(tenant)s, %(session)s, %(project)s, %(contact)s, 'waha', 'ended', %(at)s, %(at)s, %(at)s, 30
  where %(session)s::uuid is not null on conflict do nothing
)
insert into crm.chats (tenant_id, id, project_id, channel_id, type, external_id)
values (%(tenant)s, %(chat)s, %(project)s, %(channel)s, 'individual', %(chat)s::text) on conflict do nothing"""

MESSAGE = """
insert into crm.messages
  (tenant_id, id, project_id, channel_id, channel_type, chat_id, contact_id, session_id, provider_id, from_me,
    content_type, text, status, source, language, timeout_minutes, at)
values (%(tenant)s, %(id)s, %(project)s, %(channel)s, 'waha', %(chat)s, %(contact)s, %(session)s, %(id)s::text,
  %(from_me)s, 'text', %(text)s, 'delivered', 'manual', %(language)s, 30, %(at)s)"""


def named(kind, name):
    return uuid5(WORLD, f"{kind}:{name}")


def meaning(text):
    """A vector that stands for a text: the same one for the same text."""
    vector = np.random.default_rng(crc32(text.encode())).normal(size=768).astype(np.float32)
    return vector / np.linalg.norm(vector)


def towards(degrees):
    """A vector whose cosine with `towards(0)` is that of the angle."""
    vector = np.zeros(768, dtype=np.float32)
    vector[:2] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return vector


def turn(message_id, text, vector=None):
    return Turn(message_id, meaning(text) if vector is None else vector, sha256(text.encode()).digest())


class Talk:
    """A tenant's conversations, written straight into the tables, and what search makes of them."""

    def __init__(self, db, tenant_id):
        self.db, self.tenant_id = db, tenant_id

    async def say(self, text, *, minute=0, vector=None, **about):
        """A message, remembered at once."""
        message_id = await self.write(text, minute=minute, **about)
        await self.remember(message_id if vector is None else turn(message_id, text, vector))
        return message_id

    async def write(
        self, text, *, id=None, chat="a", who="Ana", minute=0, from_me=False, language="pt", session=None, **places
    ):
        row = {
            "id": id or uuid4(),
            "project": named("project", places.get("project", "p")),
            "channel": named("channel", f"{self.tenant_id}{places.get('channel')}{places.get('project')}"),
            "chat": named("chat", chat),
            "contact": who and named("contact", who),
            "session": session and named("session", session),
            "at": NOON + timedelta(minutes=minute),
        }
        async with self.db.tenant(self.tenant_id) as tx:
            await tx.run(PLACES, who=who, **row)
            await tx.run(MESSAGE, text=text, from_me=from_me, language=language, **row)
        return row["id"]

    async def change(self, message_id, text, language="pt"):
        async with self.db.tenant(self.tenant_id) as tx:
            await tx.run(
                "update crm.messages set text = %(text)s, language = %(language)s, revoked_at = null"
                " where tenant_id = %(tenant)s and id = %(id)s",
                id=message_id,
                text=text,
                language=language,
            )

    async def revoke(self, message_id):
        async with self.db.tenant(self.tenant_id) as tx:
            await tx.run(
                "update crm.messages set text = null, revoked_at = now() where tenant_id = %(tenant)s and id = %(id)s",
                id=message_id,
            )

    async def remember(self, *messages, shard=0):
        turns = [one if isinstance(one, Turn) else Turn(one) for one in messages]
        async with self.db.tenant(self.tenant_id) as tx:
            return await remember(tx, turns, MODEL, shard)

    async def count(self, most=2):
        """Count words, of so many items at a time, until nothing is left to count."""
        async with self.db.tenant(self.tenant_id) as tx:
            while await fold_terms(tx, most):
                pass

    async def rows(self, query, **args):
        async with self.db.tenant(self.tenant_id) as tx:
            return await tx.rows(query, **args)

    async def find(self, q, vector=None, **about):
        return (await self.ask(q, vector, **about)).hits

    async def ask(self, q, vector=None, **about):
        """Parts and sums are what most tests look at, so the order is theirs unless another is asked for."""
        async with self.db.tenant(self.tenant_id) as tx:
            return await search(tx, SearchQuery(q=q, **{"fusion": Fusion.CONVEX} | about), vector, MODEL)


@pytest.fixture
def talk(db, tenant_id):
    return Talk(db, tenant_id)


ANA = named("contact", "Ana")


def claim(predicate, value, text="", **about):
    start = text.find(value) if value in text else 0
    return Claim(predicate, value, start, start + max(1, len(value)), **about)


class Knowing(Talk):
    """A tenant's conversations, and what is known by them."""

    async def tell(self, text, *claims, minute=0, extractor=EXTRACTOR, **about):
        """A message with its claims, learned at once."""
        message_id = await self.write(text, minute=minute, **about)
        await self.learn(Heard(message_id, sha256(text.encode()).digest(), claims), extractor=extractor)
        return message_id

    async def learn(self, *heard, extractor=EXTRACTOR, merged=()):
        async with self.db.tenant(self.tenant_id) as tx:
            return await learn(tx, heard, extractor, merged)

    async def facts(self, contact=ANA, scopes=frozenset(), **asked):
        who = Principal(tenant_id=self.tenant_id, subject="user:ana", role=ProjectRole.ADMIN, scopes=scopes)
        async with self.db.tenant(self.tenant_id) as tx:
            return (await get_contact_facts(tx, who, contact, **asked)).items

    async def by_hand(self, operation, *said, contact=ANA, minute=0):
        """What somebody who works here puts down or takes back."""
        who = Principal(tenant_id=self.tenant_id, subject="user:bia", role=ProjectRole.AGENT)
        async with self.db.tenant(self.tenant_id) as tx:
            return await operation(tx, who, contact, *said, clock=lambda: NOON + timedelta(minutes=minute))

    async def values(self, **asked):
        return [one.value for one in await self.facts(**asked)]

    async def now(self):
        (row,) = await self.rows("select clock_timestamp() as now")
        return row["now"]


@pytest.fixture
def knowing(db, tenant_id):
    return Knowing(db, tenant_id)
