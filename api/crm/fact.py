"""The doors of facts."""

from fastapi import APIRouter

from api.door import door
from memory.crm import fact

router = APIRouter(prefix="/api/v1/memory", tags=["memory"])

door(
    router,
    "GET /contacts/{contact_id}/facts",
    fact.get_contact_facts,
    permission="contacts.view",
    tool="get_contact_facts",
)
