"""An update while webhooks come: two versions side by side, process after process, and back, as docs/updating.md says."""

import asyncio
import shutil
import signal
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from api.demo.comparison import compare
from api.demo.connection import LOST, Connection, post
from api.demo.past import archived
from api.demo.quiet import until_quiet
from api.demo.stage import prepare
from api.demo.undisturbed import record_undisturbed, second_database
from connectors.waha.sandbox import signed
from contracts.envelope import CODE_VERSION
from memory.examine import connect
from memory.migrate import MIGRATIONS, files
from pipelines.demo import expected, month
from pipelines.kafka import ensure_topics
from pipelines.local.service import free_port

from .conftest import CODE, QUIET_SECONDS

NEWER = "0.99.0"
PATIENCE = 90.0
PACE = 0.03
"""Seconds between two webhooks."""

ROLES = ("relay", "flows", "heavy", "api")
LAST_ID = "select coalesce(max(id), 0) as id from core.outbox"
TOLD = """
select (select h ->> 1 from json_array_elements(headers) h where h ->> 0 = 'ce_codeversion') as code,
  bool_and(data::jsonb ? 'told_by') as all_more, bool_or(data::jsonb ? 'told_by') as any_more, count(*) as events
from core.outbox where headers::jsonb @> '[["ce_type", "message.created"]]' and id > %(after)s
group by 1 order by 1"""


@pytest.fixture
def newer(tmp_path):
    """The code of the next version: an event has one more field, and there is one more migration."""
    folder = tmp_path / "newer"
    for package in ("api", "connectors", "contracts", "memory", "pipelines", "dbt"):
        shutil.copytree(CODE / package, folder / package)
    replace(folder / "contracts/envelope.py", f'CODE_VERSION = "{CODE_VERSION}"', f'CODE_VERSION = "{NEWER}"')
    last = "whom it mentions\n\n\nclass MessageSent("
    replace(
        folder / "contracts/crm/message.py",
        last,
        last.replace("\n\n\n", f'\n    told_by: str | None = "{NEWER}"\n\n\n'),
    )
    number = int(files()[-1].name[:4]) + 1
    migrations = folder / "memory" / MIGRATIONS.name
    (migrations / f"{number:04}_more.sql").write_text("alter table crm.messages add column told_by text;")
    return folder


def replace(file, old, new):
    text = file.read_text()
    assert text.count(old) == 1, (file, old)
    file.write_text(text.replace(old, new))


class Balancer:
    """What stands before the APIs: it asks the next one where one takes no connection or ends without an answer."""

    def __init__(self, *ports):
        self.ports, self.answers = ports, []

    async def send(self, stage, webhook):
        for port in self.ports:
            url = f"http://127.0.0.1:{port}"
            request = post(f"{url}/webhooks/{stage.channel_id}", signed(webhook.body, stage.secret), webhook.body)
            try:
                async with Connection(url) as connection:
                    status, _ = await connection.send(request)
            except LOST:
                continue
            return self.answers.append(status)
        return self.answers.append(None)


@pytest.fixture
async def house(services, settings, tmp_path):
    services.restart("kafka")  # a log without the records of other tests
    with second_database(settings) as fresh:
        told = {"api_port": free_port(None), "embedder": "hashing", "log_level": "WARNING"}
        own = fresh.model_copy(update=told | {"lake": str(tmp_path / "lake"), "lake_seconds": 0.5})
        ensure_topics(own)
        stages = await prepare(own)
        with second_database(own) as undisturbed:
            yield own, stages, undisturbed


@asynccontextmanager
async def coming(balancer, stages, sent):
    """Webhooks come one after the other, however long the others take, until the block ends; `sent` is all of them."""
    by_shop, over, going = {stage.shop.key: stage for stage in stages}, asyncio.Event(), []

    async def come():
        for webhook in month(datetime(2026, 3, 1, tzinfo=UTC), messages=3000):
            if over.is_set():
                return
            sent.append(webhook)
            going.append(asyncio.create_task(balancer.send(by_shop[webhook.shop], webhook)))
            await asyncio.sleep(PACE)

    working = asyncio.create_task(come())
    yield
    over.set()
    await working
    await asyncio.gather(*going)


def last_id(settings):
    with connect(settings, "admin") as admin:
        return admin.execute(LAST_ID).fetchone()["id"]


def told(settings, after=0):
    """Which versions told of messages, and whether all or any of it had the new field."""
    with connect(settings, "admin") as admin:
        return {row["code"]: row for row in admin.execute(TOLD, {"after": after})}


@pytest.mark.timeout(400)
async def test_an_update_and_the_way_back_lose_nothing_while_webhooks_come(house, newer, start, eventually):
    settings, stages, undisturbed = house
    second = settings.model_copy(update={"api_port": free_port(None)})
    balancer, sent = Balancer(settings.api_port, second.api_port), []
    older = {role: start(settings, "run", role) for role in ROLES}

    async def ready(process):
        await eventually(lambda: asyncio.to_thread(lambda: process.ready), seconds=PATIENCE)
        return process

    async def hears(code):
        """Return when a version that is at work tells of messages from now on."""
        after = last_id(settings)
        await eventually(lambda: asyncio.to_thread(told, settings, after), lambda found: code in found, PATIENCE)

    async def ends(process):
        assert await asyncio.to_thread(process.ended) == 0, process.said
        assert "ended, with nothing left in hand" in process.said.splitlines()[-1]

    for process in older.values():
        await ready(process)
    async with coming(balancer, stages, sent):
        await hears(CODE_VERSION)
        assert await asyncio.to_thread(start(settings, "migrate", code=newer).ended) == 0

        api = await ready(start(second, "run", "api", code=newer))
        older["api"].ask(signal.SIGTERM)
        await ends(older["api"])

        relay = await ready(start(settings, "run", "relay", code=newer))
        older["relay"].ask(signal.SIGTERM)
        await ends(older["relay"])

        flows = await ready(start(settings, "run", "flows", code=newer))
        await ends(older["flows"])  # it steps back by itself
        await hears(NEWER)

        older["heavy"].ask(signal.SIGTERM)  # and without two side by side
        await ends(older["heavy"])
        heavy = await ready(start(settings, "run", "heavy", code=newer))

        back = await ready(start(settings, "run", "flows"))
        assert "waits" in await eventually(lambda: asyncio.to_thread(lambda: back.said), lambda said: "waits" in said)
        flows.ask(signal.SIGTERM)
        await ends(flows)
        await hears(CODE_VERSION)
    await until_quiet(settings, QUIET_SECONDS)

    assert set(balancer.answers) == {200}
    assert len(balancer.answers) == len(sent) > 0
    await record_undisturbed(undisturbed, stages, sent)
    found = await compare(settings, undisturbed, stages, expected(sent))
    assert found.messages > 0
    assert found.flawless, found
    for stage in stages:
        _, verdict = await archived(settings, stage)
        assert verdict.faults == []
    versions = told(settings)
    assert versions.keys() == {CODE_VERSION, NEWER}
    assert (versions[CODE_VERSION]["any_more"], versions[NEWER]["all_more"]) == (False, True)
    assert sum(row["events"] for row in versions.values()) == found.messages
    for process in (api, relay, heavy, back):
        process.ask(signal.SIGTERM)
    for process in (api, relay, heavy, back):
        await ends(process)
