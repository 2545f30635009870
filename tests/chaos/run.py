"""One run: the load goes on while fault after fault strikes; then everything is counted."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from api.demo.comparison import Comparison, compare
from api.demo.quiet import until_quiet
from api.demo.undisturbed import record_undisturbed
from memory.db import Database
from memory.sealed import Sealer
from pipelines.demo import Webhook, expected
from pipelines.examine import broker
from pipelines.lag import lags
from pipelines.lake.store import Store
from pipelines.lake.verify import verify
from tests.chaos.checker import Acknowledged, disordered, judge
from tests.chaos.evidence import found
from tests.chaos.faults import Fault, possible
from tests.chaos.installation import Installation, NotInTime, until
from tests.chaos.ledger import Ledger
from tests.chaos.listener import Listener
from tests.chaos.load import Load
from tests.chaos.replies import Replies
from tests.chaos.result import Result, Suffered, part
from tests.chaos.watch import Watch
from tests.chaos.workload import Workload

WARM_SECONDS = 4.0
RECOVERY_PATIENCE = 180.0
QUIET_PATIENCE = 300.0


@dataclass
class Outside:
    """Who sees the effects from outside: the far end of the bridge, where there is one, and the provider."""

    listener: Listener | None
    replies: Replies


class Run:
    """Strikes an installation while it works."""

    def __init__(self, house: Installation, seed: int, pace: float, say: Callable[[str], None]) -> None:
        self._house, self._seed, self._pace, self._say = house, seed, pace, say
        self._path = house.settings.data_dir.parent / "ledger"
        self._watch = Watch(house, Ledger(self._path), Workload(seed))
        self._pause = threading.Event()
        self._problems: list[str] = []

    def run(self, faults: Iterable[Fault], deadline: float) -> Result:
        """All the faults, as far as there is time (time.monotonic); then the verdict. Raises NotInTime, Refused."""
        house = self._house
        with ExitStack() as stack:
            url = house.settings.rabbitmq_url.get_secret_value()
            listener = stack.enter_context(Listener(url)) if house.settings.bridged else None
            outside = Outside(listener, stack.enter_context(Replies(house.settings, house.url, house.desk, house.waha)))
            load = stack.enter_context(Load(house.url, house.stages, self._seed, self._pace, self._path))
            self._watch.until_current(RECOVERY_PATIENCE)
            self._pause.wait(WARM_SECONDS)
            suffered = self._suffer_all(faults, deadline, listener)
            load.finish(QUIET_PATIENCE)
            outside.replies.finish()
            self._say("Everything that was sent is acknowledged: waiting until all of it is there")
            self._settle(outside)
            return self._judged(suffered, outside)

    def _suffer_all(self, faults: Iterable[Fault], deadline: float, listener: Listener | None) -> list[Suffered]:
        suffered = []
        for fault in faults:
            if time.monotonic() > deadline:
                break
            if not possible(fault, self._house):
                self._say(f"{fault.name}: not possible here")
                continue
            bridged = fault.needs in ("bridge", "rabbitmq")
            self._watch.also(listener.heard if listener and bridged else None)
            suffered.append(self._suffer(fault))
        self._watch.also(listener.heard if listener else None)
        return suffered

    def _suffer(self, fault: Fault) -> Suffered:
        self._watch.read()
        one = Suffered(fault.name, len(self._watch.entries))
        try:
            with fault.strike(self._house):
                self._pause.wait(fault.seconds)
            one.recovery = self._watch.until_current(RECOVERY_PATIENCE)
        except NotInTime as error:
            one.recovery = RECOVERY_PATIENCE
            self._problems.append(f"{fault.name}: {error}.")
        one.last = len(self._watch.entries)
        self._say(f"{fault.name}: current after {one.recovery:.1f} s, {one.last - one.first} webhooks meanwhile")
        return one

    def _settle(self, outside: Outside) -> None:
        """Wait until nothing is under way, the archive included."""
        self._watch.until_done(QUIET_PATIENCE)
        asyncio.run(until_quiet(self._house.settings, QUIET_PATIENCE))
        until(lambda: not outside.replies.missing(), "not all replies were sent", QUIET_PATIENCE)
        until(self._archived, "the archive is not at its end", QUIET_PATIENCE)

    def _archived(self) -> bool:
        settings = self._house.settings
        return not any(lags(settings, broker(settings))["archive"].values())

    def _judged(self, suffered: list[Suffered], outside: Outside) -> Result:
        webhooks, settings = self._watch.webhooks(), self._house.settings
        tenants = [stage.tenant_id for stage in self._house.stages]
        ledger = self._watch.acknowledged(self._watch.entries)
        whole = judge(ledger, found(settings, tenants))
        if outside.listener:
            whole.disordered.update(disordered(ledger, outside.listener.order))
            news = outside.listener.news
            whole.effects["told in RabbitMQ"] = {one.message for one in ledger if len(news.get(one.message, ())) != 1}
        whole.effects["replies sent"] = {*outside.replies.missing(), *outside.replies.doubled()}
        of_each = [part(whole, {one.message for one in self._messages(each)}) for each in suffered]
        problems = [*self._problems, *self._house.poison.problems(settings, tenants), *asyncio.run(self._lake())]
        self._say(f"Doing the same {len(webhooks)} webhooks once more, undisturbed")
        comparison = asyncio.run(self._compared(webhooks))
        return Result(self._seed, suffered, len(webhooks), whole, of_each, comparison, problems)

    def _messages(self, each: Suffered) -> list[Acknowledged]:
        return self._watch.acknowledged(self._watch.entries[each.first : each.last])

    async def _lake(self) -> list[str]:
        """What is wrong with the lake."""
        settings = self._house.settings
        async with Database(settings.dsn("app"), size=1) as db:
            verdict = await verify(db, Store.of(settings), Sealer.from_settings(settings))
        self._say(f"The lake has {verdict.records} records in {verdict.files} files")
        return verdict.faults

    async def _compared(self, webhooks: Sequence[Webhook]) -> Comparison:
        undisturbed = self._house.undisturbed
        await record_undisturbed(undisturbed, self._house.stages, webhooks)
        return await compare(self._house.settings, undisturbed, self._house.stages, expected(webhooks))
