from uuid import uuid4

import pytest

from contracts.core.project import ProjectDraft
from contracts.errors import Conflict, Invalid, NotFound
from memory.core.project import create_project, list_projects
from memory.core.tenant import create_tenant, find_tenant, list_tenants, remove_tenant


async def test_a_tenant_is_found_by_its_name(settings):
    tenant_id = await create_tenant(settings, " Padaria Aurora ")
    assert await find_tenant(settings, "Padaria Aurora") == tenant_id


async def test_a_name_that_several_tenants_have_does_not_choose_one(settings):
    await create_tenant(settings, "Twice")
    await create_tenant(settings, "Twice")
    with pytest.raises(Conflict):
        await find_tenant(settings, "Twice")


async def test_an_unknown_name_is_not_found(settings):
    with pytest.raises(NotFound):
        await find_tenant(settings, "Nobody")


@pytest.mark.parametrize("name", ["", "  ", "n" * 201])
async def test_a_tenant_needs_a_name_of_reasonable_length(settings, name):
    with pytest.raises(Invalid):
        await create_tenant(settings, name)


async def test_a_new_tenant_is_an_empty_fence(db, settings):
    first, second = await create_tenant(settings, "First"), await create_tenant(settings, "Second")
    async with db.tenant(first) as tx:
        await create_project(tx, ProjectDraft(name="Loja"))
    async with db.tenant(second) as tx:
        assert (await list_projects(tx)).items == []


async def test_tenants_are_listed_by_name(settings):
    made = [await create_tenant(settings, f"{letter} of the list") for letter in "BA"]
    listed = [tenant for tenant in await list_tenants(settings) if tenant.name.endswith(" of the list")]
    assert [tenant.id for tenant in listed] == made[::-1]


async def test_a_removed_tenant_leaves_nothing_and_the_others_keep_theirs(db, settings):
    first, second = await create_tenant(settings, "Leaves"), await create_tenant(settings, "Stays")
    for tenant_id in (first, second):
        async with db.tenant(tenant_id) as tx:
            await create_project(tx, ProjectDraft(name="Loja"))
    await remove_tenant(settings, first)
    left = {}
    for tenant_id in (first, second):
        async with db.tenant(tenant_id) as tx:
            told = await tx.rows("select id from core.outbox where tenant_id = %(tenant)s")
            left[tenant_id] = len((await list_projects(tx)).items), len(told)
    assert left == {first: (0, 0), second: (1, 1)}
    assert "Leaves" not in [tenant.name for tenant in await list_tenants(settings)]


async def test_a_tenant_that_is_not_there_cannot_be_removed(settings):
    with pytest.raises(NotFound):
        await remove_tenant(settings, uuid4())
