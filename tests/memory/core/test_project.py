from uuid import UUID, uuid4

import pytest

from contracts.core.project import ProjectDraft
from contracts.errors import NotFound
from memory.core.project import create_project, get_project, list_projects


async def test_a_project_is_opened_and_tells_it(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        made = await create_project(tx, ProjectDraft(name="Loja", description="Balcão", session_timeout_minutes=45))
    async with db.tenant(tenant_id) as tx:
        assert await get_project(tx, made.id) == made
        told = await tx.rows("select topic, key, data from core.outbox where tenant_id = %(tenant)s")
    assert (made.version, made.active, made.session_timeout_minutes) == (1, True, 45)
    assert [(t["topic"], t["key"]) for t in told] == [("core.project", f"{tenant_id}:{made.id}")]
    assert f'"project_id":"{made.id}"' in told[0]["data"]


async def test_a_project_of_another_tenant_answers_as_a_missing_one(db, two_tenants):
    ours, theirs = two_tenants
    async with db.tenant(theirs) as tx:
        foreign = await create_project(tx, ProjectDraft(name="Theirs"))
    async with db.tenant(ours) as tx:
        for missing in (foreign.id, uuid4()):
            with pytest.raises(NotFound):
                await get_project(tx, missing)
        assert (await list_projects(tx)).items == []
        assert (await list_projects(tx, cursor=foreign.id)).items == []


async def test_pages_show_every_project_once(db, tenant_id):
    async with db.tenant(tenant_id) as tx:  # one transaction: one time of creation for all
        made = [await create_project(tx, ProjectDraft(name=f"Project {n}")) for n in range(5)]
    seen, cursor = [], None
    async with db.tenant(tenant_id) as tx:
        while True:
            page = await list_projects(tx, cursor, limit=2)
            seen += [project.id for project in page.items]
            if not page.next:
                break
            cursor = UUID(page.next)
    assert len(seen) == 5
    assert set(seen) == {project.id for project in made}


async def test_no_page_is_larger_than_a_hundred_nor_smaller_than_one(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        for n in range(101):
            await create_project(tx, ProjectDraft(name=f"Project {n}"))
        assert len((await list_projects(tx, limit=1_000_000)).items) == 100
        assert len((await list_projects(tx, limit=-1)).items) == 1


async def test_a_project_that_was_not_opened_after_all_tells_nothing(db, tenant_id):
    with pytest.raises(RuntimeError):
        await opened_and_broken(db, tenant_id)
    async with db.tenant(tenant_id) as tx:
        assert await tx.rows("select 1 from core.outbox where tenant_id = %(tenant)s") == []
        assert (await list_projects(tx)).items == []


async def opened_and_broken(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        await create_project(tx, ProjectDraft(name="Loja"))
        await tx.flush()
        raise RuntimeError
