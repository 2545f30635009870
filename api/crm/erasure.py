"""The doors of erasure: forgetting a person for good, and giving them what is held of them."""

from uuid import UUID

from fastapi import APIRouter

from api.door import door
from contracts.core.user import Principal
from contracts.crm.erasure import Confirmation, ContactExport, ErasureAnswer
from contracts.types import Clock
from memory.crm import erasure
from memory.db import Tx
from memory.sealed import Sealer
from pipelines.erasing.reading import named_by

router = APIRouter(prefix="/api/v1/crm", tags=["erasures"])


async def erase_contact(
    tx: Tx, principal: Principal, contact_id: UUID, said: Confirmation, sealer: Sealer, clock: Clock
) -> ErasureAnswer:
    """Erase a person and everything they said, for good: asked first, done when confirmed.

    Without a confirmation it changes nothing: it tells what would go, and gives the confirmation that the same caller
    repeats within ten minutes to have it done.
    """
    return await erasure.erase_contact(tx, principal, contact_id, said, sealer, named_by, clock)


async def export_contact(tx: Tx, principal: Principal, contact_id: UUID) -> ContactExport:
    """Give everything that the tables hold of a person, at most 10,000 rows of each."""
    return await erasure.export_contact(tx, principal, contact_id, named_by)


ERASING = {"permission": "contacts.manage", "admin": True, "tool": "erase_contact", "explicit_scope": True}

door(router, "POST /contacts/{contact_id}/erase", erase_contact, **ERASING)
door(router, "GET /contacts/{contact_id}/export", export_contact, permission="contacts.export", admin=True)
door(router, "GET /erasures/{erasure_id}", erasure.get_erasure, permission="contacts.manage", admin=True)
