"""An effect outside of the house: replies that are sent to a WAHA of ours, which counts how often it gets each."""

import json
import logging
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from types import TracebackType
from typing import Any, Self
from uuid import UUID

import httpx
import psycopg

from api.demo.stage import WAHA_KEY, Stage
from connectors.waha.sandbox import Sandbox, envelope, message_payload, serve, signed
from contracts.settings import Settings

EVERY = 0.5
PERSON = "5531988887777@c.us"


@dataclass
class Counting(Sandbox):
    """A WAHA that takes a message under the same id again, and remembers that it did."""

    taken: Counter[str] = field(default_factory=Counter)

    def _take(self, body: dict[str, Any]) -> dict[str, Any]:
        self.taken[body["text"]] += 1
        return super()._take(body)


class Replies(threading.Thread):
    """Asks for a reply every half second, again under the same key until it is accepted."""

    def __init__(self, settings: Settings, url: str, stage: Stage, sandbox: Counting) -> None:
        super().__init__(name="replies", daemon=True)
        self._settings, self._url, self._stage, self._sandbox = settings, url, stage, sandbox
        self._enough = threading.Event()
        self.accepted: set[str] = set()

    def __enter__(self) -> Self:
        self._sandbox.webhook_url = f"{self._url}/webhooks/{self._stage.channel_id}"
        self._sandbox.hmac_key = self._stage.secret
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.finish()

    def finish(self) -> None:
        """Ask for no more; return when the last is accepted."""
        self._enough.set()
        self.join()

    def run(self) -> None:
        """Ask until it is enough."""
        with httpx.Client(base_url=self._url, headers=self._stage.headers, timeout=10, trust_env=False) as client:
            contact = self._person(client)
            for number in count():
                self._until_accepted(client, {"contact_id": str(contact), "text": f"reply {number}"})
                if self._enough.wait(EVERY):
                    return

    def missing(self) -> set[str]:
        """Replies that were accepted and never sent."""
        return self.accepted - self._sandbox.taken.keys()

    def doubled(self) -> set[str]:
        """Replies that were sent more than once."""
        return {text for text, times in self._sandbox.taken.items() if times > 1}

    def _person(self, client: httpx.Client) -> UUID:
        """Somebody who wrote to us."""
        told = envelope("message", message_payload(PERSON, "Oi", "3EB0CHAOS", from_me=False, push_name="Ana"))
        body = json.dumps(told).encode()
        self._persist(lambda: client.post(f"/webhooks/{self._stage.channel_id}", content=body,
                                          headers=signed(body, self._stage.secret)).status_code == 200)  # fmt: skip
        found: list[UUID] = []

        def known() -> bool:
            with psycopg.connect(self._settings.dsn("admin"), connect_timeout=2) as connection:
                rows = connection.execute("select id from crm.contacts where tenant_id = %s", (self._stage.tenant_id,))
                found.extend(row[0] for row in rows.fetchall())
            return bool(found)

        self._persist(known)
        return found[0]

    def _until_accepted(self, client: httpx.Client, draft: dict[str, str]) -> None:
        key = {"Idempotency-Key": f"chaos-{draft['text']}"}
        self._persist(lambda: client.post("/api/v1/crm/messages", json=draft, headers=key).status_code == 202)
        self.accepted.add(draft["text"])

    def _persist(self, work) -> None:
        """Try again until it works: whatever is away may be back."""
        while True:
            with suppress(httpx.HTTPError, psycopg.OperationalError):
                if work():
                    return
            threading.Event().wait(0.3)


@contextmanager
def sandboxed() -> Iterator[Counting]:
    """The WAHA, listening."""
    with ExitStack() as stack:
        sandbox = Counting(api_key=WAHA_KEY)
        stack.enter_context(serve(sandbox))
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)  # what it still has to report at the end
        yield sandbox
