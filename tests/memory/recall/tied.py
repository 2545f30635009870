"""A tenant whose people, messages and things are tied to each other."""

from hashlib import sha256

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.claim import Claim
from contracts.crm.contact import Identity
from contracts.crm.enrichment import Entity, EntityKind
from contracts.crm.fact import EXTRACTOR
from contracts.crm.graph import EntityName, MergeDraft, NodeType
from memory.crm.graph.entity import find_entities, merge_entities
from memory.crm.graph.related import get_neighbours, get_related_entities
from memory.recall.facts import Heard, learn
from memory.recall.mentions import Named, name

from .conftest import Talk, named

ANA, BIA, CAIO, DUDA = (named("contact", one) for one in ("Ana", "Bia", "Caio", "Duda"))
MAIL = "vendas@acme.com"


def phone(number):
    return f"+55319{number:08}"


def whom(channel_type, called):
    number, _, server = called.partition("@")
    return Identity("phone", f"+{number}") if (channel_type, server) == ("waha", "c.us") else None


def mail(text, value=MAIL):
    at = text.find(value)
    return Entity(kind=EntityKind.EMAIL, text=value, value=value, start=at, end=at + len(value), confidence=1)


def hashed(text):
    return sha256(text.encode()).digest()


class Tied(Talk):
    """A tenant's conversations, what is known by them, and whom and what they name."""

    async def tell(self, text, *claims, entities=(), mentions=(), answers=None, read=True, **about):
        message_id = await self.write(text, **about)
        async with self.db.tenant(self.tenant_id) as tx:
            await tx.run(
                "update crm.messages set mentions = %(mentions)s, reply_to = %(answers)s"
                " where tenant_id = %(tenant)s and id = %(id)s",
                mentions=[f"{one.removeprefix('+')}@c.us" for one in mentions], answers=answers and str(answers), id=message_id,
            )  # fmt: skip
            if claims:
                await learn(tx, [Heard(message_id, hashed(text), claims)], EXTRACTOR)
        if read:
            await self.read(Named(message_id, hashed(text), entities))
        return message_id

    async def knows(self, who, predicate, value, minute=0, **about):
        """Somebody says something of themselves."""
        return await self.tell(
            f"{who} {value} {minute}", Claim(predicate, value, 0, 3, **about), who=who, minute=minute
        )

    async def read(self, *read):
        async with self.db.tenant(self.tenant_id) as tx:
            return await name(tx, read, whom)

    async def goes_by(self, who, number):
        await self.rows(
            "insert into crm.identities (tenant_id, project_id, scheme, value, contact_id)"
            " values (%(tenant)s, %(p)s, 'phone', %(value)s, %(c)s) returning value",
            p=named("project", "p"), value=phone(number), c=named("contact", who),
        )  # fmt: skip

    async def use(self, operation, *args, project=None, scopes=frozenset(), **asked):
        who = Principal(
            tenant_id=self.tenant_id, subject="user:ana", role=ProjectRole.ADMIN, scopes=scopes, project_id=project
        )
        async with self.db.tenant(self.tenant_id) as tx:
            return await operation(tx, who, *args, **asked)

    async def edges(self, node=ANA, **asked):
        """Edges as (start, type, end), each called by name."""
        found = await self.use(get_neighbours, node, **asked)
        return {(one.start.name, one.type.value, one.end.name) for one in found.edges}

    async def related(self, node=ANA, **asked):
        found = await self.use(get_related_entities, node, **asked)
        return {one.node.name: one for one in found.entities}

    async def thing(self, called, kind=None):
        found = await self.use(find_entities, EntityName(name=called, entity_type=kind))
        return [(one.type, one.id) for one in found.hits]

    async def merge(self, called, into, kind=NodeType.COMPANY):
        return await self.use(merge_entities, MergeDraft(entity_type=kind, name=called, into=into))

    async def now(self):
        (row,) = await self.rows("select clock_timestamp() as now")
        return row["now"]
