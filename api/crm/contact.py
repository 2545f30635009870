"""The doors of contacts."""

from fastapi import APIRouter

from api.door import door
from memory.crm import contact, export, profile, timeline

router = APIRouter(prefix="/api/v1/crm", tags=["contacts"])

door(router, "GET /contacts", contact.list_contacts, permission="contacts.view", tool="get_contacts")
door(router, "POST /contacts", contact.create_contact, permission="contacts.manage", status=201)
door(router, "GET /contacts/{contact_id}", contact.get_contact, permission="contacts.view", tool="get_contact")
door(
    router,
    "GET /contacts/{contact_id}/profile",
    profile.get_contact_profile,
    permission="contacts.view",
    tool="get_contact_profile",
)
door(
    router,
    "GET /contacts/{contact_id}/timeline",
    timeline.list_contact_events,
    permission="contacts.view",
    tool="get_contact_events",
)
door(
    router,
    "PATCH /contacts/{contact_id}",
    contact.update_contact,
    permission="contacts.manage",
    tool="update_contact",
    explicit_scope=True,
)
door(
    router,
    "POST /contacts/{contact_id}/tags",
    contact.tag_contact,
    permission="contacts.manage",
    tool="add_tag",
    explicit_scope=True,
)
door(
    router,
    "POST /contacts/export",
    export.export_contacts,
    permission="contacts.export",
    tool="export_contacts",
    explicit_scope=True,
)
door(
    router,
    "DELETE /contacts/{contact_id}",
    contact.delete_contact,
    permission="contacts.manage",
    status=204,
    admin=True,
)
