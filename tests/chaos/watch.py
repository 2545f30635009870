"""How old the oldest acknowledged message is that the system has not done with: asked from outside."""

import time
from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

import psycopg

from tests.chaos.checker import Acknowledged
from tests.chaos.installation import Installation, until
from tests.chaos.ledger import Entry, Ledger
from tests.chaos.workload import Webhook, Workload, conversation, recorded

CURRENT = 1.0
"""Seconds that an acknowledged message may take to be recorded, in its session and searchable."""

STEADY = 2.5
"""Seconds for which the stream has to stay current: right after a kill nothing is late yet."""

_DONE = r"""
select w.n from unnest(%b::uuid[], %b::uuid[]) with ordinality as w(tenant_id, id, n)
join crm.messages m on m.tenant_id = w.tenant_id and m.id = w.id
where (m.contact_id is null or m.session_id is not null) and (m.revoked_at is not null or coalesce(m.text, '') !~ '\S'
  or exists (select from recall.items i join recall.embeddings e on e.tenant_id = i.tenant_id and e.item_id = i.id
    where i.tenant_id = m.tenant_id and i.message_id = m.id))"""


class Watch:
    """Reads the ledger along, and asks Postgres about what is in it."""

    def __init__(self, house: Installation, ledger: Ledger, workload: Workload) -> None:
        self._house, self._ledger, self._workload = house, ledger, workload
        self._stages = {stage.shop.key: stage for stage in house.stages}
        self._waiting: dict[UUID, tuple[UUID, float]] = {}
        self._heard: Callable[[UUID], bool] | None = None
        self.entries: list[Entry] = []

    def also(self, heard: Callable[[UUID], bool] | None) -> None:
        """A message is not done with before this is true of it, too."""
        self._heard = heard

    def webhooks(self) -> list[Webhook]:
        """All that were acknowledged, in the order of their acknowledgements."""
        self.read()
        return [self._workload[entry.number] for entry in self.entries]

    def acknowledged(self, entries: list[Entry]) -> list[Acknowledged]:
        """The messages among these entries, for the checker."""
        webhooks = [self._workload[entry.number] for entry in entries]
        known = ((recorded(one, self._stages[one.shop]), conversation(one)) for one in webhooks)
        return [Acknowledged(message, where) for message, where in known if message]

    def read(self) -> None:
        """Read the ledger on."""
        for entry in self._ledger.news():
            self.entries.append(entry)
            webhook = self._workload[entry.number]
            stage = self._stages[webhook.shop]
            if message := recorded(webhook, stage):
                self._waiting.setdefault(message, (stage.tenant_id, entry.at))

    def until_current(self, seconds: float) -> float:
        """Return when the stream is current and stays so: since how many seconds after the call. Raises NotInTime."""
        began = since = time.monotonic()

        def steady() -> bool:
            nonlocal since
            if not self.current():
                since = time.monotonic()
            return time.monotonic() - since > STEADY

        until(steady, lambda: f"the stream is not current, {len(self._waiting)} messages wait", seconds)
        return since - began

    def until_done(self, seconds: float) -> float:
        """Return when nothing that was acknowledged waits. Raises NotInTime."""

        def done() -> bool:
            self._look()
            return not self._waiting

        return until(done, "not all of what was acknowledged is there", seconds)

    def current(self) -> bool:
        """Whether webhooks are taken, and all that were taken more than a moment ago are done with."""
        self._look()
        oldest = min((at for _, at in self._waiting.values()), default=time.time())
        newest = self.entries[-1].at if self.entries else 0.0
        return time.time() - oldest < CURRENT and time.time() - newest < CURRENT

    def waiting(self) -> int:
        """How many messages are not done with."""
        return len(self._waiting)

    def _look(self) -> None:
        self.read()
        with suppress(psycopg.OperationalError):
            self._ask()

    def _ask(self) -> None:
        with psycopg.connect(self._house.settings.dsn("admin"), autocommit=True, connect_timeout=2) as connection:
            connection.execute("set statement_timeout = '5s'")
            waiting = list(self._waiting)
            rows = connection.execute(_DONE, ([self._waiting[one][0] for one in waiting], waiting)).fetchall()
        for (place,) in rows:
            if self._heard is None or self._heard(waiting[place - 1]):
                del self._waiting[waiting[place - 1]]
