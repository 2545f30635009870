import time
from uuid import UUID

import pytest

from contracts.core.permission import ProjectRole, permissions_of
from contracts.errors import Unauthenticated


@pytest.mark.parametrize("kid, alg", [("k1", "RS256"), ("k2", "ES256")])
def test_a_good_token_says_who_calls(verify, keycloak, kid, alg):
    claims = keycloak.claims(project_id="00000000-0000-0000-0000-000000000007", scope="openid contacts.view email")
    principal = verify(keycloak.sign(claims, keycloak.header(alg=alg, kid=kid), alg=alg))
    assert principal.tenant_id == keycloak.tenant_id
    assert principal.project_id == UUID(int=7)
    assert principal.role is ProjectRole.AGENT
    assert principal.subject == "ana"
    assert principal.permissions == {"contacts.view"}


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": ["account", "ventros-crm"]},
        {"typ": ...},
        {"role": "agent", "unheard_of": {"deep": [1, 2, 3]}},
        {"project_id": None, "scope": ""},
    ],
)
def test_what_a_careful_issuer_may_write_is_accepted(verify, keycloak, changes):
    assert verify(keycloak.sign(keycloak.claims(**changes))).role is ProjectRole.AGENT


@pytest.mark.parametrize("name, seconds", [("exp", -20), ("exp", 3e9), ("exp", 60.5), ("nbf", 20), ("iat", 20)])
def test_clocks_may_differ_a_little_and_tokens_last_as_long_as_their_issuer_likes(verify, keycloak, name, seconds):
    assert verify(keycloak.sign(keycloak.claims(**{name: time.time() + seconds})))


@pytest.mark.parametrize("typ", ["JWT", "jwt", "at+jwt", "application/at+jwt", ...])
def test_an_access_token_may_be_called_so_in_its_header(verify, keycloak, typ):
    assert verify(keycloak.sign(header=keycloak.header(typ=typ, x5t="a-thumbprint")))


@pytest.mark.parametrize(
    "changes, role",
    [
        ({"realm_access": {"roles": ["offline_access", "supervisor"]}}, "supervisor"),
        ({"realm_access": {"roles": ["viewer", "agent", "default-roles-ventros"]}}, "agent"),
        ({"resource_access": {"ventros-crm": {"roles": ["viewer"]}}, "realm_access": {"roles": ["admin"]}}, "viewer"),
        ({"resource_access": {"account": {"roles": ["admin"]}}, "realm_access": {"roles": ["viewer"]}}, "viewer"),
        ({"resource_access": {"ventros-crm": {"roles": ["x"]}}, "realm_access": {"roles": ["agent"]}}, "agent"),
        ({"role": "viewer", "realm_access": {"roles": ["admin"]}}, "viewer"),
        ({"role": None, "realm_access": {"roles": ["agent"]}}, "agent"),
    ],
)
def test_roles_are_read_where_keycloak_writes_them(verify, keycloak, changes, role):
    assert verify(keycloak.sign(keycloak.claims(**{"role": ..., **changes}))).role == role


@pytest.mark.parametrize(
    "scope, permissions",
    [
        ("openid profile email offline_access", permissions_of(ProjectRole.AGENT)),
        ("contacts.view messages.send", {"contacts.view", "messages.send"}),
        ("channels.manage contacts.view", {"contacts.view"}),
        ("channels.manage", set()),
        ("contacts.veiw", set()),
    ],
)
def test_scopes_narrow_the_role_and_never_widen_it(verify, keycloak, scope, permissions):
    assert verify(keycloak.sign(keycloak.claims(scope=scope))).permissions == permissions


def test_the_reason_is_told_only_to_who_holds_a_token_of_ours(verify, keycloak):
    def reason(token):
        with pytest.raises(Unauthenticated) as refused:
            verify(token)
        return str(refused.value)

    expired = keycloak.claims(exp=int(time.time()) - 3600)
    stranger = type(keycloak)()
    forged = {
        reason(stranger.sign(claims, keycloak.header(kid=kid)))
        for claims in (expired, keycloak.claims(), keycloak.claims(aud="x"), keycloak.claims(tenant_id=...))
        for kid in ("k1", "k2", "k3")
    }
    assert len(forged | {reason("not a token"), reason("a.b.c")}) == 1
    assert "expired" in reason(keycloak.sign(expired))
    assert "tenant_id" in reason(keycloak.sign(keycloak.claims(tenant_id=...)))
    assert "`aud`" in reason(keycloak.sign(keycloak.claims(aud="x")))
    assert "clocks" in reason(keycloak.sign(keycloak.claims(nbf=int(time.time()) + 3600)))


def test_a_refusal_repeats_nothing_of_the_token(verify, keycloak):
    token = keycloak.sign(keycloak.claims(tenant_id="a-very-private-value"))
    with pytest.raises(Unauthenticated) as refused:
        verify(token)
    told = f"{refused.value!r} {refused.value.__cause__!r}"
    assert "private" not in told
    assert token[:20] not in told
