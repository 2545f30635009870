"""Resources: what a host may read by address. Each is what a tool answers, behind the same permission and limits."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from mcp.shared.exceptions import MCPError
from mcp.shared.uri_template import UriTemplate
from mcp.types import (
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
    ResourceTemplate,
    TextResourceContents,
)

from api.auth.protected_resource import caller
from api.mcp.answer import marked
from api.mcp.listening import Context, used
from api.mcp.tools import TOOLS
from contracts.errors import VentrosError

MIME_TYPE = "text/plain"
"""JSON between two marks (api/mcp/answer.py) is no JSON."""


@dataclass(frozen=True)
class Readable:
    """An address and the tool that answers there; `also` is said to it besides what the address says."""

    name: str
    template: str
    tool: str
    also: tuple[tuple[str, Any], ...] = ()

    def said(self, uri: str) -> dict[str, Any] | None:
        """What an address says; None when it is another one's, or names nobody."""
        template = UriTemplate.parse(self.template)
        found = {name: value for name, value in (template.match(uri) or {}).items() if value}
        named = set(template.variable_names) - template.query_variable_names <= found.keys()
        return found | dict(self.also) if found and named else None


READABLE = (
    Readable("contact", "crm://contacts/{contact_id}", "get_contact"),
    Readable(
        "timeline", "crm://contacts/{contact_id}/timeline{?cursor}", "get_contact_events", (("lookback_days", 36_500),)
    ),
    Readable("chat", "crm://chats/{chat_id}{?cursor}", "get_messages"),
)


async def list_resources(_: Context, __: PaginatedRequestParams | None) -> ListResourcesResult:
    """None: there are too many people to list. Addresses are made from the templates and the ids that tools give."""
    return ListResourcesResult(resources=[])


async def list_templates(_: Context, __: PaginatedRequestParams | None) -> ListResourceTemplatesResult:
    """The addresses that the caller may read."""
    principal = caller()
    return ListResourceTemplatesResult(
        resource_templates=[
            ResourceTemplate(
                name=one.name,
                uri_template=one.template,
                description=TOOLS[one.tool].door.description.splitlines()[0],
                mime_type=MIME_TYPE,
            )
            for one in READABLE
            if TOOLS[one.tool].open_to(principal)
        ]
    )


async def read_resource(context: Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
    """What is at an address: a page, whose `next` is the `cursor` of the following one. Raises MCPError."""
    uri = str(asked.uri)
    for one in READABLE:
        if (said := one.said(uri)) is not None:
            try:
                found = await used(context, caller(), TOOLS[one.tool], said)
            except VentrosError as error:
                raise MCPError(INVALID_PARAMS, str(error)) from None
            return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=MIME_TYPE, text=marked(found))])
    raise MCPError(
        INVALID_PARAMS, f"There is nothing at {urlsplit(uri).scheme}://: resources/templates/list says what is."
    )
