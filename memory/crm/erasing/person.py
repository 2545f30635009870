"""Who a person is: every contact that their exact names lead to, in all projects of the tenant, and those names."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from contracts.crm.contact import Identity
from contracts.crm.erasure import Marks
from contracts.errors import NotFound
from memory.db import Tx

NamedBy = Callable[[Identity], list[str]]
"""What channels call a person of an identity, each as `kind:name`, the way webhooks are owned in the lake."""

# From contact to contact: merged, of one name, or with the phone or address of one. Ends when nobody new is met.
_CONTACTS = """
with recursive person as (
  select id from crm.contacts where tenant_id = %(tenant)s and id = %(contact)s
  union
  select met.id from person p cross join lateral (
    select c.merged_into as id from crm.contacts c
    where c.tenant_id = %(tenant)s and c.id = p.id and c.merged_into is not null
    union all
    select c.id from crm.contacts c where c.tenant_id = %(tenant)s and c.merged_into = p.id
    union all
    select o.contact_id from (
      select i.scheme, i.scope, i.value from crm.identities i
      where i.tenant_id = %(tenant)s and i.contact_id = p.id
      union
      select n.scheme, '', n.value from crm.contacts c
      cross join lateral (values ('phone', c.phone), ('email', c.email)) as n(scheme, value)
      where c.tenant_id = %(tenant)s and c.id = p.id and n.value is not null) as names
    cross join core.projects pr
    join crm.identities o on o.tenant_id = %(tenant)s and o.project_id = pr.id and o.scheme = names.scheme
      and o.scope = names.scope and o.value = names.value
    where pr.tenant_id = %(tenant)s
    union all
    select c.id from crm.identities i
    join crm.contacts c on c.tenant_id = %(tenant)s
      and ((i.scheme = 'phone' and c.phone = i.value) or (i.scheme = 'email' and c.email = i.value))
    where i.tenant_id = %(tenant)s and i.contact_id = p.id) as met
)
select id from person order by id"""

_IDENTITIES = """
select scheme, scope, value from crm.identities where tenant_id = %(tenant)s and contact_id = any(%(contacts)s)
union
select n.scheme, '', n.value from crm.contacts c
cross join lateral (values ('phone', c.phone), ('email', c.email)) as n(scheme, value)
where c.tenant_id = %(tenant)s and c.id = any(%(contacts)s) and n.value is not null
union
select n.scheme, n.scope, n.value from crm.contact_merges g
cross join lateral jsonb_to_recordset(g.identities) as n(scheme text, scope text, value text)
where g.tenant_id = %(tenant)s and (g.survivor_id = any(%(contacts)s) or g.merged_id = any(%(contacts)s))
order by 1, 2, 3"""

_CHATS = """
select c.id, c.external_id, ch.type from crm.chats c
join crm.channels ch on ch.tenant_id = c.tenant_id and ch.id = c.channel_id
where c.tenant_id = %(tenant)s and c.contact_id = any(%(contacts)s) and c.type = 'individual'
order by c.id"""


class Chat(BaseModel):
    """A conversation with the person alone: the kind of its channel, and the provider's name of it."""

    id: UUID
    external_id: str
    type: str


class Person(BaseModel):
    """Whom an erasure is about. `owners` are what channels call them, as `kind:name`.

    `version` is above any that was told of them.
    """

    contacts: list[UUID]
    identities: list[Identity]
    chats: list[Chat]
    owners: list[str]
    version: int = 1

    @property
    def names(self) -> list[str]:
        """What providers call them, and the conversations with them."""
        return sorted({owner.partition(":")[2] for owner in self.owners})

    @property
    def actors(self) -> list[str]:
        """What changes of messages call them."""
        return [f"{one.scheme}:{one.value}" for one in self.identities]

    @property
    def marks(self) -> Marks:
        """Their names as they may stand inside a text."""
        return Marks([one.value for one in self.identities])

    def lake_owners(self, tenant_id: UUID) -> list[str]:
        """Under whose keys the lake holds what is theirs: of their names, contacts and conversations."""
        talks = [*self.contacts, *(chat.id for chat in self.chats), *self.names]
        contacts = [f"contact:{contact}" for contact in self.contacts]
        return [*self.owners, *contacts, *(f"conversation:{tenant_id}:{talk}" for talk in talks)]

    def asked(self) -> dict[str, Any]:
        """What the queries of theirs.py are given."""
        return {
            "contacts": self.contacts, "chats": [chat.id for chat in self.chats], "names": self.names,
            "actors": self.actors,
        }  # fmt: skip


async def find_person(tx: Tx, contact_id: UUID, named_by: NamedBy) -> Person:
    """The person of a contact, also of one that was merged or removed. Raises NotFound."""
    contacts = [row["id"] for row in await tx.rows(_CONTACTS, contact=contact_id)]
    if not contacts:
        raise NotFound("There is no such contact here.")
    async with tx.together() as ask:
        names, chats = ask(_IDENTITIES, contacts=contacts), ask(_CHATS, contacts=contacts)
    identities = [Identity(row["scheme"], row["value"], row["scope"]) for row in names.rows]
    talks = [Chat(**row) for row in chats.rows]
    owners = {owner for one in identities for owner in named_by(one)} | {f"{c.type}:{c.external_id}" for c in talks}
    return Person(contacts=contacts, identities=identities, chats=talks, owners=sorted(owners))
