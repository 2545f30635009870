"""An agent: reads what is known of a customer, drafts a reply, and sends it once a person agrees."""

import argparse
import asyncio
import os
from typing import Any
from uuid import UUID, uuid5

import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client


def draft(name: str, message: dict[str, Any], earlier: list[dict[str, Any]]) -> str:
    """A reply. Put your language model here: what customers wrote goes in as data, and has no tools in its hands."""
    mood = (message["sentiment"] or {}).get("label")
    sorry = " Sinto muito pelo transtorno." if mood == "negative" else ""
    before = f" Vi que falamos sobre isso em {earlier[0]['at'][:10]}." if earlier else ""
    return f"Olá, {name}!{sorry} Recebi sua mensagem e já estou verificando.{before}"


async def use(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    """What a tool answers. What it refuses ends the program, with its reason."""
    result = await client.call_tool(tool, arguments)
    if result.is_error:
        raise SystemExit(f"{tool}: {result.content[0].text}")
    return result.structured_content


async def answer(client: Client, contact_id: str, *, ask: bool) -> str:
    """Read, draft, ask, send."""
    context = await use(client, "get_contact_context", contact_id=contact_id, history_limit=20)
    theirs = [one for one in context["recent_messages"] or [] if one["text"] and not one["from_me"]]
    if not theirs:
        return "Nothing to answer."
    last, who = theirs[-1], {"contact_id": contact_id, "from_me": False}
    found = await use(client, "search_memory", q=last["text"][:500], limit=1, until=last["at"], **who)
    text = draft(context["contact"]["name"], last, found["hits"])
    reply = {"contact_id": contact_id, "text": text, "idempotency_key": str(uuid5(UUID(last["id"]), text))}
    shown = await use(client, "send_message", **reply)  # sends nothing yet; by its key, a reply goes out once
    print(f"Customer: {last['text']!r}\nReply:    {shown['preview']}")
    if ask and (await asyncio.to_thread(input, "Send it? [y/N] ")).strip().lower() != "y":
        return "Nothing was sent."
    sent = await use(client, "send_message", **reply, confirmation_token=shown["confirmation_token"])
    return f"{sent['status']}: {sent['id']}"


async def main() -> None:
    """Connect with a token: it says which tenant this is and what the agent may do."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contact_id")
    parser.add_argument("--yes", action="store_true", help="send without asking")
    said = parser.parse_args()
    url = os.environ.get("VENTROS_MCP_URL", "http://localhost:8081/mcp")
    http = httpx2.AsyncClient(headers={"Authorization": f"Bearer {os.environ['VENTROS_TOKEN']}"}, timeout=35)
    async with http, Client(streamable_http_client(url, http_client=http)) as client:
        print(await answer(client, said.contact_id, ask=not said.yes))


asyncio.run(main())
