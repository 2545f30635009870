"""Whoever is erased is nowhere, stays away, and was never there for anybody else."""

import asyncio
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from contracts.crm.fact import FactDraft
from contracts.types import wall_clock
from memory.cache import Cache
from memory.core.tenant import create_tenant
from memory.crm.erasure import get_erasure
from memory.crm.fact import add_contact_fact
from memory.sealed import CannotOpen
from pipelines.erasing.work import Eraser
from pipelines.lake.verify import verify
from pipelines.replay.shadow import WHOSE

from .conftest import ANA, BIA, CANARIES, GROUP, NOON, PLAYED, SECRET, House, reacted, said


async def lived(house: House):
    await house.play(PLAYED)
    await house.leave_behind()
    async with house.db.tenant(house.tenant_id) as tx:
        await add_contact_fact(tx, house.who, await house.contact(), FactDraft(predicate="goal", value=SECRET))


async def test_before_an_erasure_the_scan_finds_a_person_in_every_place_where_something_is_kept(house):
    await lived(house)
    cache = Cache(house.settings.redis_url.get_secret_value())
    await cache.set(f"{house.tenant_id}:canary", SECRET.encode())
    (house.settings.data_dir / "logs").mkdir()
    (house.settings.data_dir / "logs" / "api.log").write_text("x" * 2**20 + SECRET)
    try:
        places = {where.partition("/")[0] if where.startswith("lake/") else where for where, _ in await house.found()}
    finally:
        await cache.forget(house.tenant_id)
        await cache.close()
    assert places >= {
        "crm.messages", "crm.contacts", "crm.identities", "crm.chats", "crm.chat_members", "crm.message_edits",
        "crm.message_reactions", "crm.message_pending", "core.outbox", "core.journal", "core.kept_raw",
        "core.dead_letters", "recall.mentions", "recall.statements", "recall.facts", "lake", "redis", "logs/api.log",
    }  # fmt: skip


async def test_after_an_erasure_nothing_of_the_person_is_anywhere(house):
    await lived(house)
    contact = await house.contact()
    cache = Cache(house.settings.redis_url.get_secret_value())
    await cache.set(f"{house.tenant_id}:canary", SECRET.encode())
    begun = await house.erase(contact)
    await cache.close()
    assert await house.found() == []
    await house.follow()  # what was told of it reaches the lake, too
    assert await house.found() == []
    assert await house.rows("select from crm.contacts where id = %(id)s", id=contact) == []
    async with house.db.tenant(house.tenant_id) as tx:
        done = await get_erasure(tx, house.who, begun.id)
    assert done.done_at
    assert done.removed["crm.messages"] == 3
    assert {"core.journal", "core.kept_raw", "core.dead_letters", "core.outbox", "the lake"} <= done.removed.keys()
    assert await house.rows("select sealed from crm.erasures where sealed is not null") == []


async def test_consumers_are_told_that_a_person_was_erased_by_an_id_and_nothing_else(house):
    await lived(house)
    contact = await house.contact()
    await house.erase(contact)
    (event,) = [one for one in await house.told() if one.headers["ce_type"] == "contact.erased"]
    assert orjson.loads(event.value).keys() == {"contact_id", "erased_at"}
    assert event.headers["ce_subject"] == str(contact)


CHANGED = {
    "core.outbox", "core.confirmations", "crm.chats", "crm.erasures", "crm.tombstones", "core.lake_files",
    "recall.term_changes", "recall.corpus",
}  # fmt: skip
"""Tables in which there is something else afterwards: what was told of it, counts, the group without her."""

NAMING_HER = {
    "crm.messages",
    "crm.message_pending",
    "core.journal",
    "core.kept_raw",
    "core.dead_letters",
    "crm.enrichments",
}


UNNAMED = ("[erased]", b"[erased]".hex(), '"mentions": []')
"""What tells that a row has lost her name: bytes are shown in hexadecimal digits."""


async def test_what_others_said_is_the_same_byte_for_byte_but_for_her_name(house):
    await lived(house)
    before = await house.dump()
    await house.erase(await house.contact())
    after = await house.dump()
    for table in before.keys() - CHANGED:
        new = after[table] - before[table]
        assert not new or table in NAMING_HER, (table, new)
        assert all(any(one in row for one in UNNAMED) for row in new), (table, new)
    bia = str(await house.contact(BIA))
    theirs = [orjson.loads(row) for row in after["crm.messages"] if bia in row]
    assert {row["provider_id"]: row["text"] for row in theirs} == {
        "B1": "Oi, sou a Bia", "B2": "Quero saber do pedido", "G2": "Bia no grupo", "G3": "concordo",
        "G4": "o número é @[erased]",
    }  # fmt: skip
    unnamed = {row for row in before["crm.messages"] if bia in row and not any(one in row for one in CANARIES)}
    assert len(unnamed) == 3
    assert unnamed <= after["crm.messages"]
    assert {orjson.loads(row)["reply_to"] for row in after["crm.messages"] if "concordo" in row} == {"G1"}


async def test_the_lake_is_whole_and_others_read_it_as_before(house):
    await lived(house)
    await house.erase(await house.contact())
    verdict = await verify(house.db, house.store, house.sealer)
    assert [one for one in verdict.faults if str(house.tenant_id) in one or house.cluster in one] == []
    assert verdict.erased > 5
    assert await house.found(("Quero saber do pedido",)) != []


async def test_a_reimport_and_late_webhooks_of_before_bring_nothing_back(house):
    await lived(house)
    await house.erase(await house.contact())
    before = await house.dump()
    late = [
        *PLAYED, said(f"atrasada {SECRET}", "L1", at=NOON + timedelta(hours=1)),
        reacted("R9", f"false_{GROUP}_G2_{BIA}", ANA), said(f"nunca vista {SECRET}", "L2", chat=GROUP),
    ]  # fmt: skip
    await house.play(late)
    after = await house.dump()
    for table in ("crm.messages", "crm.contacts", "crm.identities", "crm.sessions", "crm.message_reactions"):
        assert after[table] == before[table], table
    assert await house.found() == []


async def test_a_provider_whose_clock_is_ahead_brings_nothing_back_either(house):
    ahead = said(f"adiantada {SECRET}", "F1", at=house.now + timedelta(minutes=3))
    await house.play([ahead])
    await house.erase(await house.contact())
    await house.play([ahead])
    assert await house.rows("select from crm.messages") == []
    assert await house.found() == []


async def test_who_writes_again_is_a_new_person_of_whom_nothing_is_known(house):
    await lived(house)
    old = await house.contact()
    chat = await house.rows("select id from crm.chats where contact_id = %(id)s", id=old)
    await house.erase(old)
    await house.receive([said("Oi de novo", "N1", at=house.now + timedelta(hours=1))])
    new = await house.contact()
    assert new != old
    (person,) = await house.rows("select * from crm.contacts where id = %(id)s", id=new)
    assert person["first_interaction_at"] > house.now
    (message,) = await house.rows("select text, chat_id from crm.messages where contact_id = %(id)s", id=new)
    assert message["text"] == "Oi de novo"
    assert {message["chat_id"]} == {row["id"] for row in chat}, "the provider's conversation keeps its id"
    assert [where for where, text in await house.found() if text == SECRET] == []


async def test_who_comes_back_is_kept_in_the_lake_and_can_be_erased_once_more(house):
    await lived(house)
    await house.erase(await house.contact())
    house.now += timedelta(hours=2)
    await house.receive([said("Voltei com outro segredo", "N2", at=house.now)])
    verdict = await verify(house.db, house.store, house.sealer)
    assert [one for one in verdict.faults if str(house.tenant_id) in one] == []
    assert any(where.startswith("lake/") for where, _ in await house.found(("Voltei com outro segredo",)))
    house.now += timedelta(hours=1)
    await house.erase(await house.contact())
    assert await house.found((*CANARIES, "Voltei com outro segredo")) == []


async def test_who_writes_while_being_erased_loses_nothing_of_it(house):
    await lived(house)
    old = await house.contact()
    await house.confirm(old)
    await house.receive([said("No meio de tudo", "M1", at=house.now + timedelta(minutes=1))])
    assert await house.eraser().go_on(house.tenant_id) == 0
    new = await house.contact()
    texts = await house.rows("select text from crm.messages where contact_id = %(id)s", id=new)
    assert [row["text"] for row in texts] == ["No meio de tudo"]
    assert [where for where, text in await house.found() if text == SECRET] == []


async def test_an_erasure_looks_once_more_before_it_is_done(house):
    """What was on its way when it was asked for arrives after the first look."""
    await lived(house)
    await house.confirm(await house.contact())
    assert await house.eraser(house.now + timedelta(seconds=1)).go_on(house.tenant_id) == 1
    await house.leave_behind()
    assert {where for where, text in await house.found() if text == SECRET} >= {"core.journal", "core.dead_letters"}
    assert await house.eraser().go_on(house.tenant_id) == 0
    assert await house.found() == []


KILLED = """
import asyncio, os, signal, sys
sys.path.insert(0, sys.argv[1])
from datetime import datetime
from uuid import UUID
from contracts.settings import Settings
from memory.db import Database
from memory.sealed import Sealer
from pipelines.erasing import work
from pipelines.lake.store import Store

left = int(sys.argv[3])
note = work.note_removed

async def dying(*args):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)
    await note(*args)

work.note_removed = dying
settings = Settings()

async def main():
    async with Database(settings.dsn("app"), size=2) as db:
        eraser = work.Eraser(settings, db, Store.of(settings), Sealer.from_settings(settings))
        await eraser.go_on(UUID(sys.argv[2]))

asyncio.run(main())
"""


@pytest.mark.parametrize("step", [2, 9, 14])
async def test_an_erasure_that_is_killed_is_gone_on_with_and_ends(house, environment, monkeypatch, step):
    await lived(house)
    await house.confirm(await house.contact())
    known = {"VENTROS_DATA_DIR": str(house.settings.data_dir), "VENTROS_LAKE": house.settings.lake}
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", KILLED, root, str(house.tenant_id), str(step)]
    ended = await asyncio.to_thread(subprocess.run, command, env=os.environ | known)
    assert ended.returncode == -signal.SIGKILL
    assert await house.found() != []
    assert await house.eraser().go_on(house.tenant_id) == 0
    assert await house.found() == []


async def test_what_stands_against_the_erasure_of_one_tenant_holds_up_no_other(
    house, settings, monkeypatch, eventually
):
    """The key that seals whom it is about is not there: an operator has to bring it back."""
    await house.play(PLAYED[:1])
    contact = await house.contact()
    await house.confirm(contact)
    stranger = await create_tenant(settings, "0 first")
    eraser, go_on, seen = house.eraser(), Eraser.go_on, []

    async def refused(self, tenant_id):
        seen.append(tenant_id)
        if tenant_id == stranger:
            raise CannotOpen
        return await go_on(self, tenant_id)

    monkeypatch.setattr(Eraser, "go_on", refused)
    monkeypatch.setattr("pipelines.erasing.work.EVERY", 0.01)
    looking = asyncio.ensure_future(eraser.forever())

    async def left():
        return await house.rows("select from crm.contacts where id = %(id)s", id=contact)

    await eventually(left, lambda rows: not rows and seen.count(stranger) > 1)
    assert not looking.done()
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)


async def test_a_shadow_of_a_replay_goes_with_the_person_and_those_of_other_tenants_stay(house):
    for name, whose in (("a" * 12, house.tenant_id), ("b" * 12, "somebody else")):
        folder = house.settings.data_dir / "replays" / name
        folder.mkdir(parents=True)
        (folder / WHOSE).write_text(str(whose))
    await house.play(PLAYED[:1])
    await house.erase(await house.contact())
    assert [one.name for one in (house.settings.data_dir / "replays").iterdir()] == ["b" * 12]


async def test_no_transaction_of_an_erasure_lasts(house):
    """The relay waits for every one that writes: a person with much to say is removed in many rounds."""
    bodies = [said(f"{SECRET} número {n}", f"M{n}", at=NOON + timedelta(seconds=n)) for n in range(450)]
    for begin in range(0, len(bodies), 60):
        await house.receive(bodies[begin : begin + 60])
    lasted, tenant = [], house.db.tenant

    class Timed:
        def __init__(self, inner):
            self._inner = inner

        async def __aenter__(self):
            self._began = wall_clock()
            return await self._inner.__aenter__()

        async def __aexit__(self, *about):
            result = await self._inner.__aexit__(*about)
            lasted.append((wall_clock() - self._began).total_seconds())
            return result

    house.db.tenant = lambda *args, **more: Timed(tenant(*args, **more))
    await house.erase(await house.contact())
    house.db.tenant = tenant
    assert max(lasted) < 1.0
    assert await house.found() == []
