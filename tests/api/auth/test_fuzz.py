"""Whatever comes, a verifier answers with a principal or with 401."""

import json

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from contracts.core.user import Principal
from contracts.errors import Unauthenticated

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=10,
)
CLAIMS = ["iss", "aud", "sub", "exp", "iat", "nbf", "jti", "typ", "tenant_id", "project_id", "role", "scope"]
PLACES = [*CLAIMS, "realm_access", "resource_access"]
HEADER = ["alg", "kid", "typ", "crit", "b64", "jku", "jwk", "x5u", "x5c", "zip", "enc", "cty"]


def answer(verify, token):
    try:
        return verify(token)
    except Unauthenticated:
        return None


@settings(max_examples=300, deadline=None)
@given(token=st.text(max_size=300) | st.from_regex(r"[A-Za-z0-9_=-]{0,80}(\.[A-Za-z0-9_=-]{0,80}){0,4}"))
@example(token="9" * 9000)
def test_no_text_is_taken_for_a_token(verify, token):
    assert answer(verify, token) is None


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_a_token_with_any_letter_changed_is_refused(verify, keycloak, data):
    token = keycloak.sign()
    start = data.draw(st.integers(0, len(token)))
    end = data.draw(st.integers(start, min(start + 3, len(token))))
    changed = token[:start] + data.draw(st.text(max_size=3)) + token[end:]
    assume(changed != token)
    assert answer(verify, changed) is None


@settings(max_examples=300, deadline=None)
@given(
    changes=st.dictionaries(st.sampled_from(PLACES), JSON, min_size=1, max_size=3),
    alg=st.sampled_from(["RS256", "ES256"]),
)
@example(changes={"exp": 10**400}, alg="ES256")
@example(changes={"exp": 1.5e308, "iat": -1.5e308}, alg="ES256")
@example(changes={"scope": "\x00. \ud800."}, alg="ES256")
def test_claims_of_any_kind_are_read_or_refused(verify, keycloak, changes, alg):
    header = keycloak.header(alg=alg, kid={"RS256": "k1", "ES256": "k2"}[alg])
    found = answer(verify, keycloak.sign(keycloak.claims(**changes), header, alg=alg))
    assert found is None or isinstance(found, Principal)
    if found and "tenant_id" not in changes:
        assert found.tenant_id == keycloak.tenant_id


@settings(max_examples=200, deadline=None)
@given(raw=st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_claims_that_are_no_claims_are_refused(verify, keycloak, raw):
    assert answer(verify, keycloak.sign(raw)) is None


@settings(max_examples=200, deadline=None)
@given(changes=st.dictionaries(st.sampled_from(HEADER), JSON, min_size=1, max_size=3))
def test_headers_of_any_kind_are_read_or_refused(verify, keycloak, changes):
    found = answer(verify, keycloak.sign(header=keycloak.header(**changes)))
    assert found is None or changes.keys() <= {"enc", "cty"}
