"""The profile of a person, read together."""

from uuid import UUID

from contracts.core.user import Principal
from contracts.crm.profile import ContactProfile, KnownAs, Reach
from memory.crm.contact import get_contact
from memory.crm.context import count_sessions
from memory.db import Tx

_NAMES = """
select distinct scheme, value from crm.identities
where tenant_id = %(tenant)s and contact_id = %(contact)s
order by scheme, value limit 100"""

_CHANNELS = """
select c.id as channel_id, c.name, c.type, ch.id as chat_id, ch.last_message_at
from crm.chats ch
join crm.channels c on c.tenant_id = ch.tenant_id and c.id = ch.channel_id and c.deleted_at is null
where ch.tenant_id = %(tenant)s and ch.contact_id = %(contact)s and ch.type = 'individual'
order by ch.last_message_at desc nulls last, ch.id limit 100"""


async def get_contact_profile(tx: Tx, principal: Principal, contact_id: UUID) -> ContactProfile:
    """Show a person with every name that they go by, where they can be reached, and numbers.

    What the credential may not see (channels.view, sessions.view) is null.
    """
    contact = await get_contact(tx, principal, contact_id)
    profile = ContactProfile(contact=contact, identities=[], channels=None, statistics=None)
    profile.identities = await tx.all(KnownAs, _NAMES, contact=contact.id)
    if "channels.view" in principal.permissions:
        profile.channels = await tx.all(Reach, _CHANNELS, contact=contact.id)
    if "sessions.view" in principal.permissions:
        profile.statistics = await count_sessions(tx, contact.id)
    return profile
