"""The HTTP application: its doors, what they share, and what holds for every request."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from api import search
from api.core import project, tool_call
from api.crm import channel, chat, contact, context, conversation, erasure, fact, graph, intent, message, session
from api.door import DOORS
from api.errors import Problem, tell_problems
from api.health import router as health
from api.limits import Limits
from api.state import opened
from api.webhooks import Ingress, is_webhook, webhook_routes, webhooks
from contracts.envelope import CODE_VERSION
from contracts.settings import Settings

CRM = (
    channel.router, contact.router, context.router, fact.router, graph.router, intent.router, chat.router,
    session.router, message.router, conversation.router, erasure.router,
)  # fmt: skip
ROUTERS = (health, project.router, tool_call.router, *CRM, search.router)
ROUTES = [*webhook_routes, *(route for router in ROUTERS for route in router.routes)]

PUBLIC = {
    "GET /health": "says that the service is up, and nothing else",
    "GET /openapi.json": "describes the doors",
    "POST /webhooks/{channel_id}": "is verified by the channel's own signature",
}
"""The routes that ask for no permission, and why. Every other route is a door, or the application does not start."""


class Undeclared(RuntimeError):
    """A route that is neither a door nor public."""


class Application(FastAPI):
    """Ours. Webhooks go past routes and their machinery, which would cost more than all that they need."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if is_webhook(scope):
            scope["app"] = self
            await webhooks(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


def create_app(settings: Settings) -> FastAPI:
    """The application, closed until its lifespan opens the databases. Raises Undeclared for a route without a rule."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with opened(settings, app.state):
            app.state.ingress = Ingress(settings, app.state.gate, app.state.sealer)
            app.state.ingress.start()
            try:
                yield
            finally:
                await app.state.ingress.stop()

    app = Application(
        title="Ventros CRM",
        version=CODE_VERSION,
        summary="Channels, people, conversations, sessions and messages of a tenant.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        routes=ROUTES,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # to find out that nobody asks costs 20 µs
    )
    tell_problems(app)
    app.add_middleware(Limits)
    app.openapi = lambda: _described(app)  # type: ignore[method-assign]
    check_rules(app)
    return app


def check_rules(app: FastAPI) -> None:
    """Raise Undeclared unless every route is a door or stands in PUBLIC."""
    allowed = {f"{one.method} {one.path}" for one in DOORS} | PUBLIC.keys()
    undeclared = {row for route in app.routes for row in _rows(route)} - allowed
    if undeclared:
        raise Undeclared(f"{', '.join(sorted(undeclared))}: open it with a door and a permission, or add it to PUBLIC.")


def _rows(route: BaseRoute) -> set[str]:
    if not isinstance(route, Route):
        return {repr(route)}
    return {f"{method} {route.path}" for method in route.methods or () if method != "HEAD"}


def _described(app: FastAPI) -> dict[str, Any]:
    if not app.openapi_schema:
        schema = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        schema["components"]["schemas"] |= problem.pop("$defs") | {"Problem": problem}
        app.openapi_schema = schema
    return app.openapi_schema
