import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from api.auth.issuer import BadKeyFile, Issuer
from api.auth.jwks import usable
from api.auth.tokens import TokenVerifier
from contracts.core.user import Principal
from contracts.errors import Unauthenticated
from contracts.settings import Settings

ANA = Principal(
    tenant_id=UUID(int=1),
    subject="ana",
    role="agent",
    project_id=UUID(int=2),
    scopes={"contacts.view", "messages.send"},
)
BIA = Principal(tenant_id=UUID(int=1), subject="bia", role="admin")


@pytest.fixture
def here(tmp_path):
    return Settings(data_dir=tmp_path, jwt_issuer="ventros", jwt_audience="ventros-crm")


def verified(settings, token, keys=None):
    verifier = TokenVerifier(settings.jwt_issuer, settings.jwt_audience, keys or Issuer.from_settings(settings))
    return asyncio.run(verifier(token))


@pytest.mark.parametrize("principal", [ANA, BIA], ids=["narrowed", "whole role"])
def test_a_token_says_who_it_was_issued_for(here, principal):
    assert verified(here, Issuer.from_settings(here).issue(principal, timedelta(hours=1))) == principal


def test_the_key_pair_is_made_once_and_only_its_owner_may_read_it(here):
    token = Issuer.from_settings(here).issue(BIA, timedelta(hours=1))
    assert verified(here, token) == BIA
    assert (here.data_dir / "keys" / "issuer.pem").stat().st_mode & 0o777 == 0o600


def test_processes_that_start_together_share_one_key_pair(here):
    with ThreadPoolExecutor(8) as pool:
        issuers = list(pool.map(lambda _: Issuer.from_settings(here), range(8)))
    assert len({json.dumps(issuer.jwks()) for issuer in issuers}) == 1


def test_a_token_of_another_installation_is_refused(here, tmp_path):
    elsewhere = here.model_copy(update={"data_dir": tmp_path / "elsewhere"})
    with pytest.raises(Unauthenticated):
        verified(here, Issuer.from_settings(elsewhere).issue(BIA, timedelta(hours=1)))


def test_a_token_lasts_as_long_as_was_said(here):
    ago = datetime.now(UTC) - timedelta(hours=1)
    issuer = Issuer.from_settings(here, clock=lambda: ago)
    assert verified(here, issuer.issue(BIA, timedelta(hours=2))) == BIA
    with pytest.raises(Unauthenticated, match="expired"):
        verified(here, issuer.issue(BIA, timedelta(minutes=59)))


def test_others_can_verify_by_the_published_key_and_nothing_private_is_published(here):
    issuer = Issuer.from_settings(here)
    [published] = issuer.jwks()["keys"]
    assert published.keys() == {"kty", "crv", "x", "y", "kid", "alg", "use"}
    token = issuer.issue(BIA, timedelta(hours=1))
    claims = jwt.decode(token, usable(issuer.jwks())[published["kid"]], audience="ventros-crm", issuer="ventros")
    assert claims["tenant_id"] == str(BIA.tenant_id)


def test_no_two_tokens_are_alike(here):
    issuer = Issuer.from_settings(here)
    assert issuer.issue(BIA, timedelta(hours=1)) != issuer.issue(BIA, timedelta(hours=1))


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"no key", pem(ec.generate_private_key(ec.SECP384R1())), pem(rsa.generate_private_key(65537, 2048))],
    ids=["empty", "text", "another curve", "RSA"],
)
def test_a_key_file_that_holds_something_else_stops_the_start(here, content):
    (here.data_dir / "keys").mkdir()
    (here.data_dir / "keys" / "issuer.pem").write_bytes(content)
    with pytest.raises(BadKeyFile):
        Issuer.from_settings(here)
