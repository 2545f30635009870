from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import psycopg
import pytest

from contracts.core.permission import ProjectRole, permissions_of
from contracts.core.project import ProjectDraft
from contracts.core.user import ApiKeyDraft, Principal
from contracts.errors import Conflict, Forbidden, Invalid, NotFound
from contracts.types import wall_clock
from memory.core.project import create_project
from memory.core.user import (
    KEY_SHAPE,
    create_api_key,
    create_user,
    key_hash,
    list_api_keys,
    resolve_key,
    revoke_api_key,
)

ADMIN, SUPERVISOR, AGENT, VIEWER = ProjectRole


async def made(db, tenant_id, **draft):
    async with db.tenant(tenant_id) as tx:
        return await create_api_key(tx, ApiKeyDraft(name="Integration", **draft))


async def told(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        rows = await tx.rows("select topic, data from core.outbox where tenant_id = %(tenant)s order by id")
    return [(row["topic"], row["data"]) for row in rows]


async def test_a_user_gets_access_and_it_is_told_without_the_address(db, tenant_id):
    async with db.tenant(tenant_id) as tx:
        user = await create_user(tx, "Bia", "Bia@Example.com", SUPERVISOR)
    assert (user.email, user.role, user.version) == ("bia@example.com", SUPERVISOR, 1)
    [(topic, data)] = await told(db, tenant_id)
    assert topic == "core.user"
    assert "example.com" not in data


async def test_an_address_has_access_once_in_a_tenant_and_again_in_another(db, two_tenants):
    for tenant_id in two_tenants:
        async with db.tenant(tenant_id) as tx:
            await create_user(tx, "Bia", "bia@example.com")
    async with db.tenant(two_tenants[0]) as tx:
        with pytest.raises(Conflict):
            await create_user(tx, "Another Bia", "BIA@example.com")
    assert len(await told(db, two_tenants[0])) == 1


@pytest.mark.parametrize("name, address", [("", "a@example.com"), ("n" * 201, "a@example.com"), ("Ana", "nowhere")])
async def test_a_user_needs_a_name_and_an_address(db, tenant_id, name, address):
    async with db.tenant(tenant_id) as tx:
        with pytest.raises(Invalid):
            await create_user(tx, name, address)


async def test_an_api_key_is_shown_once_and_only_its_hash_is_kept(db, settings, tenant_id):
    key, plain = await made(db, tenant_id)
    assert KEY_SHAPE.fullmatch(plain)
    assert plain.startswith(f"vk_{key.prefix}_")
    secret = plain.rpartition(f"vk_{key.prefix}_")[2]
    with psycopg.connect(settings.dsn("admin")) as admin:
        for table in ("core.api_keys", "core.outbox"):
            kept = admin.execute(f"select t::text from {table} t").fetchall()
            assert secret not in str(kept)
    assert secret not in key.model_dump_json()
    [(topic, data)] = await told(db, tenant_id)
    assert topic == "core.user"
    assert f'"prefix":"{key.prefix}"' in data


async def test_no_two_keys_are_alike(db, tenant_id):
    keys = {(await made(db, tenant_id))[1] for _ in range(5)}
    assert len(keys) == 5


async def test_a_key_leads_to_whom_it_belongs(db, gate, tenant_id):
    async with db.tenant(tenant_id) as tx:
        project = await create_project(tx, ProjectDraft(name="Loja"))
    scopes = ["messages.send", "contacts.view"]
    reads = {"strategy": "keyword_only", "knowledge_scope": "support_technical"}
    key, plain = await made(db, tenant_id, role="agent", scopes=scopes, project_id=project.id, **reads)
    assert await resolve_key(gate, key_hash(plain)) == Principal(
        tenant_id=tenant_id,
        subject=f"api_key:{key.id}",
        role=AGENT,
        project_id=project.id,
        scopes=frozenset(scopes),
        **reads,
    )
    assert await resolve_key(gate, key_hash(plain + "x")) is None
    assert await resolve_key(gate, plain.encode()) is None


async def test_a_revoked_key_leads_nowhere_and_revoking_again_changes_nothing(db, gate, tenant_id):
    key, plain = await made(db, tenant_id)
    revoked = []
    for _ in range(2):
        async with db.tenant(tenant_id) as tx:
            await revoke_api_key(tx, key.id)
            assert (await list_api_keys(tx)).items == []
            revoked += await tx.rows("select revoked_at from core.api_keys where tenant_id = %(tenant)s")
    assert revoked[0] == revoked[1]
    assert await resolve_key(gate, key_hash(plain)) is None


async def test_an_expired_key_leads_nowhere(db, gate, tenant_id):
    key, plain = await made(db, tenant_id, expires_at=wall_clock() + timedelta(days=1))
    assert await resolve_key(gate, key_hash(plain))
    async with db.tenant(tenant_id) as tx:
        await tx.run(
            "update core.api_keys set expires_at = now() where tenant_id = %(tenant)s and id = %(id)s", id=key.id
        )
    assert await resolve_key(gate, key_hash(plain)) is None


async def test_keys_of_another_tenant_are_neither_listed_nor_revoked(db, gate, two_tenants):
    ours, theirs = two_tenants
    key, plain = await made(db, theirs)
    async with db.tenant(ours) as tx:
        assert (await list_api_keys(tx)).items == []
        for missing in (key.id, uuid4()):
            with pytest.raises(NotFound):
                await revoke_api_key(tx, missing)
    assert await resolve_key(gate, key_hash(plain))


async def test_a_key_cannot_be_bound_to_a_project_of_another_tenant(db, two_tenants):
    ours, theirs = two_tenants
    async with db.tenant(theirs) as tx:
        project = await create_project(tx, ProjectDraft(name="Theirs"))
    with pytest.raises(NotFound):
        await made(db, ours, project_id=project.id)


async def test_pages_show_every_key_once(db, tenant_id):
    ids = {(await made(db, tenant_id))[0].id for _ in range(3)}
    async with db.tenant(tenant_id) as tx:
        first = await list_api_keys(tx, limit=2)
        second = await list_api_keys(tx, limit=2, cursor=first.next)
    assert [len(first.items), len(second.items), second.next] == [2, 1, None]
    assert {key.id for key in first.items + second.items} == ids


@pytest.mark.parametrize(
    "draft",
    [
        {"scopes": ["contacts.veiw"]},
        {"scopes": [""]},
        {"role": "agent", "scopes": ["channels.manage"]},
        {"role": "admin", "scopes": ["billing.manage"]},
        {"expires_at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"expires_at": datetime(2099, 1, 1)},  # noqa: DTZ001 - what a client may send
    ],
)
async def test_a_key_that_could_never_work_as_asked_is_not_made(db, tenant_id, draft):
    with pytest.raises(Invalid):
        await made(db, tenant_id, **draft)
    assert await told(db, tenant_id) == []


PROJECT, ELSEWHERE = UUID(int=7), UUID(int=8)


@pytest.mark.parametrize(
    "maker, draft",
    [
        ({"role": SUPERVISOR}, {"role": ADMIN}),
        ({"role": ADMIN, "scopes": {"settings.manage"}}, {"role": ADMIN}),
        ({"role": ADMIN, "scopes": {"settings.manage"}}, {"role": AGENT, "scopes": ["contacts.view"]}),
        ({"role": AGENT}, {"role": VIEWER}),
        ({"role": ADMIN, "project_id": PROJECT}, {}),
        ({"role": ADMIN, "project_id": PROJECT}, {"project_id": ELSEWHERE}),
        ({"role": ADMIN, "knowledge_scope": "support_technical"}, {}),
        ({"role": ADMIN, "knowledge_scope": "support_technical"}, {"knowledge_scope": "default"}),
    ],
)
async def test_a_key_may_do_no_more_than_its_maker(db, tenant_id, maker, draft):
    principal = Principal(tenant_id=tenant_id, subject="ana", **maker)
    async with db.tenant(tenant_id) as tx:
        with pytest.raises(Forbidden):
            await create_api_key(tx, ApiKeyDraft(name="Ladder", **draft), principal=principal)
    assert await told(db, tenant_id) == []


@pytest.mark.parametrize("role", ProjectRole)
async def test_everyone_may_be_given_their_own_role_or_less(db, gate, tenant_id, role):
    principal = Principal(tenant_id=tenant_id, subject="ana", role=role)
    scopes = sorted(permissions_of(role))[:2]
    for draft in (ApiKeyDraft(name="Same", role=role), ApiKeyDraft(name="Less", role=role, scopes=scopes)):
        async with db.tenant(tenant_id) as tx:
            _, plain = await create_api_key(tx, draft, principal=principal)
        found = await resolve_key(gate, key_hash(plain))
        assert found.permissions <= principal.permissions


async def test_only_the_gate_may_look_up_keys_and_it_sees_no_table(db, gate, tenant_id):
    await made(db, tenant_id)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await db.query("select * from core.resolve_key(%s)", (b"",))
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        await gate.query("select * from core.api_keys")
