"""The doors of contacts."""

from fastapi import APIRouter

from api.door import door
from memory.crm import contact, context

router = APIRouter(prefix="/api/v1/crm", tags=["contacts"])

door(router, "GET /contacts", contact.list_contacts, permission="contacts.view", tool="get_contacts")
door(router, "POST /contacts", contact.create_contact, permission="contacts.manage", status=201)
door(router, "GET /contacts/{contact_id}", contact.get_contact, permission="contacts.view", tool="get_contact")
door(
    router,
    "GET /contacts/{contact_id}/context",
    context.get_contact_context,
    permission="contacts.view",
    tool="get_contact_context",
)
door(router, "PATCH /contacts/{contact_id}", contact.update_contact, permission="contacts.manage")
door(
    router,
    "DELETE /contacts/{contact_id}",
    contact.delete_contact,
    permission="contacts.manage",
    status=204,
    admin=True,
)
