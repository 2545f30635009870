"""User and API key: who comes through the doors. A key is shown once; only its hash is kept."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, Field

from contracts.core.permission import Permission, ProjectRole, permissions_of
from contracts.errors import Forbidden
from contracts.event import Event


class Principal(BaseModel, frozen=True):
    """Whoever stands behind a verified credential. Nothing in a request can change it.

    `scopes` narrow what the role may do; empty means the whole role. What has effects outside for an agent
    (sending a message through MCP) needs its scope named explicitly.

    `strategy` is by which one they search when they name none, `knowledge_scope` what part of the memory they search
    and are told of at most (contracts/crm/strategy.py and scope.py hold the names).
    """

    tenant_id: UUID
    subject: str
    role: ProjectRole
    project_id: UUID | None = None
    scopes: frozenset[Permission] = frozenset()
    strategy: str | None = None
    knowledge_scope: str | None = None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What this caller may do: the role's permissions, narrowed by the credential's scopes."""
        granted = permissions_of(self.role)
        return granted & self.scopes if self.scopes else granted

    def require(self, permission: Permission, *, explicit: bool = False) -> None:
        """Raise Forbidden unless the permission is held; `explicit` asks that a scope names it."""
        if permission not in self.permissions or (explicit and permission not in self.scopes):
            how = "a credential whose scopes name it" if explicit else "a role or scope that holds it"
            raise Forbidden(f"This needs the permission {permission}: use {how}.")


class User(BaseModel):
    """A person of a tenant."""

    id: UUID
    version: int
    name: str
    email: str
    role: ProjectRole
    created_at: datetime


class ApiKey(BaseModel):
    """An API key as it is kept: no secret in it."""

    id: UUID
    name: str
    prefix: str
    role: ProjectRole
    scopes: list[Permission]
    project_id: UUID | None
    strategy: str | None
    knowledge_scope: str | None
    expires_at: datetime | None
    created_at: datetime


class ApiKeyDraft(BaseModel, extra="forbid"):
    """What one says to make an API key. No scopes: everything its role may do."""

    name: str = Field(min_length=1, max_length=200)
    role: ProjectRole = ProjectRole.AGENT
    scopes: list[Permission] = Field([], max_length=24)
    project_id: UUID | None = None
    strategy: str | None = Field(None, max_length=50)
    knowledge_scope: str | None = Field(None, max_length=50)
    expires_at: datetime | None = None


class UserEvent(Event, topic="core.user", key="user_id"):
    """What all events of a user carry."""

    user_id: UUID


class UserCreated(UserEvent, type="user.created"):
    """A person got access."""

    name: str
    role: ProjectRole


class ApiKeyCreated(Event, type="api_key.created", topic="core.user", key="api_key_id"):
    """An API key was made; the event carries its prefix, never the key."""

    api_key_id: UUID
    prefix: str
    role: ProjectRole
    scopes: list[Permission]
