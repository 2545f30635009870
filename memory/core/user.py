"""Users and API keys of a tenant, and the look-up from a key to whom it belongs."""

import re
import secrets
from hashlib import sha256
from uuid import UUID, uuid4

from contracts.core.permission import PROJECT_PERMISSIONS, ProjectRole, permissions_of
from contracts.core.user import ApiKey, ApiKeyCreated, ApiKeyDraft, Principal, User, UserCreated
from contracts.errors import Conflict, Forbidden, Invalid, NotFound
from contracts.types import Page, email, wall_clock
from memory.core.project import get_project
from memory.db import Database, Tx
from memory.page import Cursor, Limit, keys, page

KEY_SHAPE = re.compile(r"vk_[0-9a-f]{8}_[A-Za-z0-9_-]{43}")
"""An API key: `vk_`, a prefix by which people tell keys apart, and 32 random bytes as base64url."""

_CREATE_USER = """
insert into core.users (tenant_id, id, name, email, role)
values (%(tenant)s, %(id)s, %(name)s, %(email)s, %(role)s)
on conflict (tenant_id, email) do nothing
returning id, version, name, email, role, created_at"""

_CREATE_KEY = """
insert into core.api_keys (tenant_id, id, name, prefix, hash, role, scopes, project_id, strategy, knowledge_scope,
  expires_at)
values (%(tenant)s, %(id)s, %(name)s, %(prefix)s, %(hash)s, %(role)s, %(scopes)s, %(project_id)s, %(strategy)s,
  %(knowledge_scope)s, %(expires_at)s)
returning id, name, prefix, role, scopes, project_id, strategy, knowledge_scope, expires_at, created_at"""

_LIST_KEYS = """
select id, name, prefix, role, scopes, project_id, strategy, knowledge_scope, expires_at, created_at
from core.api_keys
where tenant_id = %(tenant)s and revoked_at is null
  and (%(after_at)s::timestamptz is null or (created_at, id) < (%(after_at)s, %(after_id)s::uuid))
order by created_at desc, id desc limit %(rows)s"""

_REVOKE_KEY = """
update core.api_keys set revoked_at = coalesce(revoked_at, now()) where tenant_id = %(tenant)s and id = %(id)s"""

_RESOLVE_KEY = "select tenant_id, id, role, scopes, project_id, strategy, knowledge_scope from core.resolve_key(%s)"


async def create_user(tx: Tx, name: str, address: str, role: ProjectRole = ProjectRole.AGENT) -> User:
    """Give a person access. Raises Conflict when the e-mail address has it already, Invalid when it is none."""
    if not 1 <= len(name) <= 200:
        raise Invalid("A user's name has 1 to 200 characters.")
    try:
        address = email(address)
    except ValueError as error:
        raise Invalid(f"{error}.") from None
    created = await tx.all(User, _CREATE_USER, id=uuid4(), name=name, email=address, role=role)
    if not created:
        raise Conflict(f"{address} is a user here already.")
    tx.emit(UserCreated(user_id=created[0].id, name=name, role=role))
    return created[0]


async def create_api_key(tx: Tx, draft: ApiKeyDraft, *, principal: Principal | None = None) -> tuple[ApiKey, str]:
    """Make an API key and return it with its plain text, which nobody can show again.

    `principal` is who asks, None only for the operator at the command line: a key may do no more than its maker. Raises
    Invalid for a scope that the role does not hold or an expiry that is past, NotFound for a project of nobody here.
    """
    _check(draft)
    if principal:
        _within(principal, draft)
    if draft.project_id:
        await get_project(tx, draft.project_id)
    prefix = secrets.token_hex(4)
    plain = f"vk_{prefix}_{secrets.token_urlsafe(32)}"
    key = await tx.one(ApiKey, _CREATE_KEY, id=uuid4(), prefix=prefix, hash=key_hash(plain), **draft.model_dump())
    tx.emit(ApiKeyCreated(api_key_id=key.id, prefix=prefix, role=key.role, scopes=key.scopes))
    return key, plain


async def list_api_keys(tx: Tx, *, limit: Limit = 50, cursor: Cursor | None = None) -> Page[ApiKey]:
    """List the API keys that are not revoked, newest first."""
    found = await tx.all(ApiKey, _LIST_KEYS, **keys(limit, cursor))
    return page(found, limit, lambda key: (key.created_at, key.id))


async def revoke_api_key(tx: Tx, api_key_id: UUID) -> None:
    """Revoke an API key; every door refuses it within 10 seconds. Doing it again changes nothing."""
    if not await tx.run(_REVOKE_KEY, id=api_key_id):
        raise NotFound("There is no such API key here.")


def key_hash(plain: str) -> bytes:
    """What is kept of a key: the SHA-256 of all of it."""
    # Fast on purpose: slow hashes protect what people choose, and nobody guesses 32 random bytes.
    return sha256(plain.encode()).digest()


async def resolve_key(gate: Database, hash: bytes) -> Principal | None:
    """Whose key this is, None when it is unknown, revoked or expired."""
    found = await gate.query(_RESOLVE_KEY, (hash,))
    return Principal(subject=f"api_key:{found[0].pop('id')}", **found[0]) if found else None


def _check(draft: ApiKeyDraft) -> None:
    """An empty list of scopes means the whole role, so a scope that means nothing must not get in."""
    for scope in draft.scopes:
        if scope not in PROJECT_PERMISSIONS:
            raise Invalid(f"There is no permission {scope!r}.")
        if scope not in permissions_of(draft.role):
            raise Invalid(f"The role {draft.role} does not hold {scope}: leave it out or choose another role.")
    if draft.expires_at and draft.expires_at.tzinfo is None:
        raise Invalid("expires_at needs a time zone, such as 2030-01-31T00:00:00Z.")
    if draft.expires_at and draft.expires_at <= wall_clock():
        raise Invalid("expires_at is past.")


def _within(maker: Principal, draft: ApiKeyDraft) -> None:
    wanted = frozenset(draft.scopes) or permissions_of(draft.role)
    bound = (maker.project_id, draft.project_id), (maker.knowledge_scope, draft.knowledge_scope)
    if not wanted <= maker.permissions or any(own not in (None, its) for own, its in bound):
        raise Forbidden(
            "A key may do no more than its maker: choose a lower role, fewer scopes, or your own project and knowledge "
            "scope."
        )
