"""Who is erased leaves the marts at once, what those remember of people too, and no build brings them back."""

from datetime import timedelta

import pytest

from contracts.core.permission import ProjectRole
from contracts.core.user import Principal
from contracts.crm.erasure import Confirmation
from contracts.types import wall_clock
from memory.crm.erasure import erase_contact
from memory.db import Database
from memory.sealed import Sealer
from pipelines.analytics import build
from pipelines.erasing.reading import named_by
from pipelines.erasing.work import SETTLED, Eraser
from pipelines.lake.store import Store
from pipelines.scan import scan

from .conftest import SECRET_PHONE


@pytest.fixture
async def erased(built, settings, shops):
    """The first shop's Ana is erased, who is two contacts."""
    shop, _ = shops
    sealer, later = Sealer.from_settings(settings), wall_clock() + SETTLED + timedelta(seconds=1)
    who = Principal(tenant_id=shop.tenant, subject="user:dpo", role=ProjectRole.ADMIN)
    async with Database(settings.dsn("app"), size=2) as db:
        confirmation = None
        for _ in range(2):
            async with db.tenant(shop.tenant) as tx:
                said = Confirmation(confirmation=confirmation)
                answer = await erase_contact(tx, who, shop.ana, said, sealer, named_by)
            confirmation = answer.confirmation
        assert await Eraser(settings, db, Store.of(settings), sealer, lambda: later).go_on(shop.tenant) == 0
        yield answer, db


def marts(admin):
    """Every table of marts that tells of people, with what it tells of whom."""
    names = admin.execute(
        "select c.oid::regclass::text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'contact_id'"
        " where c.relkind = 'r' and c.relnamespace::regnamespace::text like 'analytics%'"
    ).fetchall()
    return {
        name: set(admin.execute(f"select tenant_id, contact_id, to_jsonb(t)::text from {name} t").fetchall())
        for (name,) in names
    }


async def test_an_erased_person_is_in_no_mart_before_nor_after_the_next_build(erased, admin, settings, shops):
    answer, db = erased
    shop, other = shops
    assert set(answer.contacts) == {shop.ana, shop.merged}
    before = marts(admin)
    assert len(before) > 4
    assert {tenant for rows in before.values() for tenant, contact, _ in rows if contact} == {other.tenant}
    build(settings)
    after = marts(admin)
    gone = {shop.ana, shop.merged}
    assert [name for name, rows in after.items() for _, contact, _ in rows if contact in gone] == []
    assert {row for row in after["analytics.fct_messages"] if row[0] == other.tenant} == {
        row for row in before["analytics.fct_messages"] if row[0] == other.tenant
    }
    found = await scan(settings, db, ["Ana of Orla", SECRET_PHONE])
    assert [one.where for one in found if one.number == 0] == []
    assert {one.where for one in found if one.number == 1} == {"crm.contacts"}, "the other shop's Ana stays"
