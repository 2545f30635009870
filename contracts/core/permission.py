"""Who may do what: the permission matrices, as data."""

from enum import StrEnum

Permission = str


class ProjectRole(StrEnum):
    """What a member is in a project."""

    ADMIN = "admin"
    SUPERVISOR = "supervisor"
    AGENT = "agent"
    VIEWER = "viewer"


class SystemRole(StrEnum):
    """What a user is in the whole installation of a tenant."""

    ADMIN = "admin"
    MANAGER = "manager"
    USER = "user"
    READONLY = "readonly"


_A, _S, _G, _V = ProjectRole.ADMIN, ProjectRole.SUPERVISOR, ProjectRole.AGENT, ProjectRole.VIEWER

PROJECT_PERMISSIONS: dict[Permission, frozenset[ProjectRole]] = {
    "sessions.view": frozenset({_A, _S, _G, _V}),
    "sessions.manage": frozenset({_A, _S, _G}),
    "messages.view": frozenset({_A, _S, _G, _V}),
    "messages.send": frozenset({_A, _S, _G}),
    "messages.automate": frozenset({_A, _S, _G}),
    "contacts.view": frozenset({_A, _S, _G, _V}),
    "contacts.manage": frozenset({_A, _S, _G}),
    "contacts.export": frozenset({_A, _S}),
    "pipelines.view": frozenset({_A, _S, _G, _V}),
    "pipelines.manage": frozenset({_A, _S}),
    "campaigns.view": frozenset({_A, _S, _G, _V}),
    "campaigns.manage": frozenset({_A, _S}),
    "sequences.view": frozenset({_A, _S, _G, _V}),
    "sequences.manage": frozenset({_A, _S}),
    "analytics.view": frozenset({_A, _S, _V}),
    "analytics.export": frozenset({_A, _S}),
    "members.view": frozenset({_A, _S, _G, _V}),
    "members.manage": frozenset({_A}),
    "channels.view": frozenset({_A, _S, _G, _V}),
    "channels.manage": frozenset({_A}),
    "settings.view": frozenset({_A, _S, _V}),
    "settings.manage": frozenset({_A}),
    "billing.view": frozenset(),
    "billing.manage": frozenset(),
}
"""The 24 permissions and the project roles that hold them. Billing belongs to the account's owner, to no role.

`messages.automate` lets an agent send without showing each message first. A scope has to name it: a role is not enough.
"""

_ALL = "create read update delete list export"
SYSTEM_OPERATIONS: dict[str, dict[SystemRole, frozenset[str]]] = {
    resource: {role: frozenset(operations.split()) for role, operations in zip(SystemRole, row, strict=True)}
    for resource, row in {
        "project": (_ALL, _ALL, "create read update list", "read list"),
        "contact": (_ALL, _ALL, "create read update delete list", "read list"),
        "message": (_ALL, _ALL, "create read update list", "read list"),
        "webhook": (*("create read update delete list",) * 3, "read list"),
        "pipeline": (*("create read update delete list",) * 2, "create read update list", "read list"),
        "user": ("create read update delete list", "read list", "read update", "read"),
        "analytics": ("read list export", "read list export", "read", "read list"),
    }.items()
}
"""Resource, system role, operations. A plain user reads and updates only their own user."""


def permissions_of(role: ProjectRole) -> frozenset[Permission]:
    """Everything that a project role may do."""
    return frozenset(name for name, roles in PROJECT_PERMISSIONS.items() if role in roles)
