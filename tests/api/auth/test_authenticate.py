import inspect
from datetime import timedelta

import pytest

from api.auth import api_keys
from api.auth.authenticate import Authenticator
from api.auth.issuer import Issuer
from contracts.core.project import ProjectDraft
from contracts.core.user import ApiKeyDraft, Principal
from contracts.errors import Unauthenticated, Unavailable
from contracts.types import wall_clock
from memory.core.project import create_project, list_projects
from memory.core.user import create_api_key, revoke_api_key
from memory.db import Database


@pytest.fixture
def authenticate(settings, gate, ticks):
    return Authenticator(settings, gate, ticks)


async def made(db, tenant_id, **draft):
    async with db.tenant(tenant_id) as tx:
        return await create_api_key(tx, ApiKeyDraft(name="Integration", **draft))


async def refused(authenticate, authorization):
    with pytest.raises(Unauthenticated):
        await authenticate(authorization)


def token(settings, tenant_id):
    principal = Principal(tenant_id=tenant_id, subject="ana", role="agent")
    return Issuer.from_settings(settings).issue(principal, timedelta(hours=1))


@pytest.mark.parametrize("scheme", ["Bearer ", "bearer ", "BEARER  "])
async def test_a_token_and_a_key_say_who_calls(authenticate, db, settings, tenant_id, scheme):
    key, plain = await made(db, tenant_id, role="viewer")
    by_token = await authenticate(scheme + token(settings, tenant_id))
    by_key = await authenticate(scheme + plain)
    assert (by_token.tenant_id, by_token.subject, by_token.role) == (tenant_id, "ana", "agent")
    assert (by_key.tenant_id, by_key.subject, by_key.role) == (tenant_id, f"api_key:{key.id}", "viewer")


@pytest.mark.parametrize(
    "form",
    [
        "{}",
        "Bearer{}",
        "Basic {}",
        "Token {}",
        "ApiKey {}",
        "Bearer Bearer {}",
        "Bearer {}, Basic b3A6",
        "Basic b3A6, Bearer {}",
        "Bearer {} {}",
        "Bearer {},{}",
        "Bearer\t{}",
        " Bearer {}",
        "Bearer {} ",
        "Bearer {}\n",
        "Bearer {}\0",
        'Bearer "{}"',
        "Bearer\u00a0{}",
        "Bearer {}" + " " * 9000,
    ],
)
async def test_any_other_way_of_writing_the_header_is_refused(authenticate, db, settings, tenant_id, form):
    _, plain = await made(db, tenant_id)
    for credential in (plain, token(settings, tenant_id)):
        assert await authenticate(f"Bearer {credential}")
        await refused(authenticate, form.replace("{}", credential))


@pytest.mark.parametrize(
    "header", [None, "", " ", "Bearer", "Bearer ", "Bearer vk_", "Bearer null", "Bearer " + "a" * 9000]
)
async def test_without_a_credential_nobody_calls(authenticate, header):
    await refused(authenticate, header)


@pytest.mark.parametrize("env", ["production", "development", "dev", "local", "test", ""])
async def test_no_name_of_the_installation_opens_anything(settings, gate, env):
    authenticate = Authenticator(settings.model_copy(update={"env": env}), gate)
    for header in (None, "Bearer dev-admin-key", "Bearer dev-user-key", "Bearer vk_dev"):
        await refused(authenticate, header)


def test_nothing_of_a_request_but_one_header_is_ever_looked_at():
    assert list(inspect.signature(Authenticator.__call__).parameters) == ["self", "authorization"]


async def test_a_key_with_any_letter_changed_is_refused(authenticate, db, tenant_id):
    _, plain = await made(db, tenant_id)
    other = "A" if plain[-1] != "A" else "B"
    prefix = f"{(int(plain[3], 16) + 1) % 16:x}"
    for changed in (
        plain[:-1],
        plain + "A",
        plain[:-1] + other,
        plain[:3] + prefix + plain[4:],
        plain.upper(),
        plain[3:],
    ):
        await refused(authenticate, f"Bearer {changed}")
    for sql in ("vk_' or true --", "vk_%", "vk_________" + "_" * 43):
        await refused(authenticate, f"Bearer {sql}")


async def test_a_revoked_key_is_refused_within_ten_seconds(authenticate, db, tenant_id, ticks):
    key, plain = await made(db, tenant_id)
    assert await authenticate(f"Bearer {plain}")
    async with db.tenant(tenant_id) as tx:
        await revoke_api_key(tx, key.id)
    ticks.now += 9.9
    assert await authenticate(f"Bearer {plain}")  # remembered: this is what spares the database
    ticks.now += 0.1
    await refused(authenticate, f"Bearer {plain}")


async def test_a_revoked_key_that_nobody_used_is_refused_at_once(authenticate, db, tenant_id):
    key, plain = await made(db, tenant_id)
    async with db.tenant(tenant_id) as tx:
        await revoke_api_key(tx, key.id)
    await refused(authenticate, f"Bearer {plain}")


async def test_an_expired_key_is_refused_within_ten_seconds(authenticate, db, tenant_id, ticks):
    key, plain = await made(db, tenant_id, expires_at=wall_clock() + timedelta(days=1))
    assert await authenticate(f"Bearer {plain}")
    async with db.tenant(tenant_id) as tx:
        expire = "update core.api_keys set expires_at = now() where tenant_id = %(tenant)s and id = %(id)s"
        assert await tx.run(expire, id=key.id) == 1
    ticks.now += 10
    await refused(authenticate, f"Bearer {plain}")


async def test_a_key_made_after_somebody_tried_it_works_at_once(authenticate, db, tenant_id):
    key, plain = await made(db, tenant_id)
    async with db.tenant(tenant_id) as tx:
        take = "update core.api_keys set revoked_at = %(at)s where tenant_id = %(tenant)s and id = %(id)s"
        await tx.run(take, at=wall_clock(), id=key.id)
    await refused(authenticate, f"Bearer {plain}")
    async with db.tenant(tenant_id) as tx:
        await tx.run(take, at=None, id=key.id)
    assert await authenticate(f"Bearer {plain}")


async def test_a_remembered_key_needs_no_database_and_another_one_says_that_it_is_away(settings, db, tenant_id, ticks):
    _, plain = await made(db, tenant_id)
    _, other = await made(db, tenant_id)
    async with Database(settings.dsn("gate"), timeout=0.5) as gate:
        authenticate = Authenticator(settings, gate, ticks)
        assert await authenticate(f"Bearer {plain}")
    assert await authenticate(f"Bearer {plain}")
    with pytest.raises(Unavailable):
        await authenticate(f"Bearer {other}")
    await refused(authenticate, f"Bearer {other}A")
    assert await authenticate(f"Bearer {token(settings, tenant_id)}")


async def test_no_more_keys_are_remembered_than_there_is_room_for(authenticate, db, tenant_id, monkeypatch):
    monkeypatch.setattr(api_keys, "CAPACITY", 3)
    plains = [(await made(db, tenant_id))[1] for _ in range(5)]
    for plain in plains * 2:
        assert await authenticate(f"Bearer {plain}")
    for plain in plains:
        await refused(authenticate, f"Bearer {plain[:-4]}AAAA")
    assert len([principal for _, principal in authenticate._api_key._good.values() if principal]) == 3


async def test_a_credential_of_one_tenant_sees_nothing_of_another(authenticate, db, settings, two_tenants):
    ours, theirs = two_tenants
    async with db.tenant(theirs) as tx:
        await create_project(tx, ProjectDraft(name="Theirs"))
    _, plain = await made(db, ours, role="admin")
    for credential in (plain, token(settings, ours)):
        principal = await authenticate(f"Bearer {credential}")
        async with db.tenant(principal.tenant_id) as tx:
            assert (await list_projects(tx)).items == []


async def test_where_keycloak_issues_tokens_the_local_issuer_counts_for_nothing(
    settings, gate, tenant_id, website, keycloak
):
    website.publish(keycloak.jwks())
    told = {"jwks_url": website.url, "jwt_issuer": "https://id.example/realms/ventros"}
    there = settings.model_copy(update=told)
    authenticate = Authenticator(there, gate)
    assert (await authenticate(f"Bearer {keycloak.sign()}")).tenant_id == keycloak.tenant_id
    await refused(authenticate, f"Bearer {token(there, tenant_id)}")
