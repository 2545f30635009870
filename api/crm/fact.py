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
door(
    router,
    "POST /contacts/{contact_id}/facts",
    fact.add_contact_fact,
    permission="contacts.manage",
    tool="add_contact_fact",
    status=201,
    explicit_scope=True,
)
door(
    router,
    "POST /contacts/{contact_id}/facts/{fact_id}/retract",
    fact.retract_contact_fact,
    permission="contacts.manage",
    tool="retract_contact_fact",
    explicit_scope=True,
)
