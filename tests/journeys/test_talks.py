"""A talk is over, a language model reads it, and what it says is known, over all processes and the wire of a provider."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import uuid4

import httpx
import pytest

from api.cli.processes import Processes
from api.demo.quiet import until_quiet
from api.demo.stage import prepare
from api.demo.undisturbed import second_database
from connectors.waha.sandbox import envelope, message_payload, signed
from contracts.crm.fact import LANGUAGE
from contracts.provider import LanguageProvider
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port

CLAIM = {
    "message": 0, "quote": "planilha me come as tardes", "predicate": "pain_point", "value": "planilha", "modality": "asserted",
    "polarity": 1, "act": "state", "replaces": "", "changed": False, "confidence": 0.8,
}  # fmt: skip


class Groq(BaseHTTPRequestHandler):
    """Has no time at first, and then answers as Groq documents it."""

    asked: list[dict] = []

    def do_POST(self):
        self.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        busy = len(self.asked) == 1
        message = {"role": "assistant", "content": json.dumps({"claims": [CLAIM]})}
        answer = {
            "id": "1", "object": "chat.completion", "created": 1, "model": "m",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
        }  # fmt: skip
        body = json.dumps({"error": {"message": "slow down"}} if busy else answer).encode()
        self.send_response(429 if busy else 200)
        for name, value in (("Content-Type", "application/json"), ("Content-Length", len(body)), ("Retry-After", 0)):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Nobody reads it."""


@pytest.fixture
def groq():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Groq)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
async def shop(services, settings, groq, tmp_path):
    services.restart("kafka")
    model = LanguageProvider(task="language", name="groq", model="m", key="k", base_url=f"http://{groq}", input_price=1)
    with second_database(settings) as fresh:
        update = {
            "providers": [model],
            "outbound_allow": [groq],
            "embedder": "hashing",
            "lake": str(tmp_path),
            "api_port": free_port(None),
        }
        own = fresh.model_copy(update=update)
        ensure_topics(own)
        stage, *_ = await prepare(own)
        with Processes(own, ("relay", "flows", "heavy", "api")):
            yield own, stage


async def test_what_was_said_is_known_by_a_language_model_once_the_talk_is_over(shop, eventually):
    settings, stage = shop
    async with httpx.AsyncClient(
        base_url=f"http://127.0.0.1:{settings.api_port}", headers=stage.headers, timeout=30
    ) as client:

        async def items(path, **asked):
            answer = await client.get(path, params=asked)
            assert answer.status_code == 200, answer.text
            return answer.json()["items"]

        payload = message_payload(
            "5531900000001@c.us", "a planilha me come as tardes", uuid4().hex[:20].upper(), from_me=False
        )
        body = json.dumps(envelope("message.any", payload)).encode()
        sent = await client.post(f"/webhooks/{stage.channel_id}", content=body, headers=signed(body, stage.secret))
        assert sent.status_code == 200
        await until_quiet(settings, 50)
        (session,) = await items("/api/v1/crm/sessions")
        facts = f"/api/v1/memory/contacts/{session['contact_id']}/facts"
        assert await items(facts) == []
        assert (await client.post(f"/api/v1/crm/sessions/{session['id']}/close")).status_code == 200
        (fact,) = await eventually(lambda: items(facts))
        assert (fact["predicate"], fact["value"]) == ("pain_point", "planilha")
        assert [source["quote"] for source in fact["sources"]] == ["planilha me come as tardes"]
        assert [one["value"] for one in await items(facts, extractor=LANGUAGE)] == ["planilha"]
    assert len(Groq.asked) == 2
