"""The door of contexts: all that an agent reads before it answers a person."""

from uuid import UUID

from fastapi import APIRouter

from api.door import door
from api.search import QueryVectors
from contracts.core.user import Principal
from contracts.crm.context import ContactContext, ContextQuery
from memory.crm import context
from memory.db import Tx

router = APIRouter(prefix="/api/v1/memory", tags=["memory"])


async def get_contact_context(
    tx: Tx, principal: Principal, contact_id: UUID, asked: ContextQuery, query_vectors: QueryVectors
) -> ContactContext:
    """Show what to know of a person before answering: latest messages, similar sessions, facts, profile, numbers.

    All within a budget of tokens, each line of `text` with its source. What the credential may not see (messages.view,
    sessions.view) is null.
    """
    wanted = asked.query if "messages.view" in principal.permissions else None
    meant = await query_vectors.of(tx.tenant_id, wanted) if wanted else await query_vectors.now()
    return await context.get_contact_context(tx, principal, contact_id, asked, meant)


door(
    router,
    "POST /contacts/{contact_id}/context",
    get_contact_context,
    permission="contacts.view",
    tool="get_contact_context",
)
