import pytest

from contracts.core.permission import (
    PROJECT_PERMISSIONS,
    SYSTEM_OPERATIONS,
    ProjectRole,
    SystemRole,
    permissions_of,
)
from contracts.core.user import Principal
from contracts.errors import Forbidden

TENANT = "00000000-0000-0000-0000-000000000001"


def test_the_matrix_has_its_24_permissions_and_an_admin_holds_all_but_billing():
    assert len(PROJECT_PERMISSIONS) == 24
    assert permissions_of(ProjectRole.ADMIN) == {p for p in PROJECT_PERMISSIONS if not p.startswith("billing.")}


def test_a_viewer_only_views():
    assert {p.partition(".")[2] for p in permissions_of(ProjectRole.VIEWER)} == {"view"}


def test_an_agent_may_send_but_not_manage_campaigns_or_export():
    agent = permissions_of(ProjectRole.AGENT)
    assert {"messages.send", "contacts.manage"} <= agent
    assert not {"campaigns.manage", "contacts.export", "channels.manage", "analytics.view"} & agent


def test_system_roles_have_their_operations():
    assert set(SYSTEM_OPERATIONS) == {"project", "contact", "message", "webhook", "pipeline", "user", "analytics"}
    assert SYSTEM_OPERATIONS["contact"][SystemRole.READONLY] == {"read", "list"}
    assert "delete" not in SYSTEM_OPERATIONS["message"][SystemRole.USER]


def test_scopes_narrow_a_role_and_never_widen_it():
    viewer = Principal(tenant_id=TENANT, subject="s", role=ProjectRole.VIEWER, scopes=frozenset({"messages.send"}))
    assert viewer.permissions == frozenset()
    with pytest.raises(Forbidden, match=r"messages\.send"):
        viewer.require("messages.send")


def test_what_reaches_outside_must_be_named_by_a_scope():
    agent = Principal(tenant_id=TENANT, subject="s", role=ProjectRole.AGENT)
    agent.require("messages.send")
    with pytest.raises(Forbidden, match="scopes name it"):
        agent.require("messages.send", explicit=True)
    agent.model_copy(update={"scopes": frozenset({"messages.send"})}).require("messages.send", explicit=True)
