"""The doors of the graph."""

from fastapi import APIRouter

from api.door import door
from memory.crm.graph import entity, related, similar, social, thread

router = APIRouter(prefix="/api/v1/memory", tags=["memory"])

door(
    router,
    "GET /entities/{entity_id}/neighbours",
    related.get_neighbours,
    permission="contacts.view",
    tool="get_neighbours",
)
door(
    router,
    "GET /entities/{entity_id}/related",
    related.get_related_entities,
    permission="contacts.view",
    tool="get_related_entities",
)
door(router, "POST /entities/find", entity.find_entities, permission="contacts.view", tool="find_entities")
door(
    router,
    "GET /contacts/{contact_id}/similar",
    similar.find_similar_contacts,
    permission="contacts.view",
    tool="find_similar_contacts",
)
door(
    router,
    "GET /contacts/{contact_id}/social-graph",
    social.get_social_graph,
    permission="messages.view",
    tool="get_social_graph",
)
door(
    router,
    "GET /messages/{message_id}/thread",
    thread.get_reply_thread,
    permission="messages.view",
    tool="get_reply_thread",
)
door(router, "GET /entity-merges", entity.list_entity_merges, permission="contacts.view")
door(router, "POST /entity-merges", entity.merge_entities, permission="contacts.manage", status=201)
door(router, "DELETE /entity-merges/{merge_id}", entity.undo_entity_merge, permission="contacts.manage")
