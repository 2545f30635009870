"""The door of intents: which kind of agent a text is for."""

from fastapi import APIRouter

from api.door import door
from api.routing import Routing
from contracts.crm.intent import Routed, Utterance

router = APIRouter(prefix="/api/v1/memory", tags=["memory"])


async def route_intent(said: Utterance, routing: Routing) -> Routed:
    """Say what whoever wrote this wants, which kind of agent it is for, and by which strategy that one searches."""
    return await routing.of(said.text)


door(router, "POST /route", route_intent, permission="messages.view", tool="route_intent")
