"""What holds for `docker-compose.yml`, without an engine to start it."""

import re
import tomllib

import pytest

from contracts.settings import Settings
from pipelines.ending import GRACE

CREDENTIALS = {
    "migrate": {"DATABASE_ADMIN_PASSWORD", "APP_PASSWORD", "GATE_PASSWORD", "RELAY_PASSWORD", "TRANSFORM_PASSWORD"},
    "api": {"APP_PASSWORD", "GATE_PASSWORD", "ENCRYPTION_KEYS", "REDIS_URL"},
    "mcp": {"APP_PASSWORD", "GATE_PASSWORD", "ENCRYPTION_KEYS", "REDIS_URL"},
    "flows": {"APP_PASSWORD", "ENCRYPTION_KEYS"},
    "heavy": {"APP_PASSWORD", "ENCRYPTION_KEYS", "TRANSFORM_PASSWORD", "REDIS_URL"},
    "relay": {"RELAY_PASSWORD"},
    "metrics": {"APP_PASSWORD", "RELAY_PASSWORD", "REDIS_URL"},
    "bridge": {"APP_PASSWORD", "GATE_PASSWORD", "RABBITMQ_URL"},
    "workers": {"TRANSFORM_PASSWORD"},
    "analytics": {"TRANSFORM_PASSWORD"},
    "operator": {"DATABASE_ADMIN_PASSWORD", "APP_PASSWORD", "GATE_PASSWORD", "ENCRYPTION_KEYS", "RABBITMQ_URL"},
}
"""What each process of ours may know."""

SECRET = re.compile(r"PASSWORD|PASS$|PWD|KEYS|SECRET|TOKEN|REDIS_URL|RABBITMQ_URL")
KEPT = {
    "postgres": "/var/lib/postgresql/data",
    "kafka": "/var/lib/kafka/data",
    "keycloak-postgres": "/var/lib/postgresql/data",
    "temporal-postgres": "/var/lib/postgresql/data",
    "rabbitmq": "/var/lib/rabbitmq",
    "heavy": "/var/lib/ventros/lake",
    "operator": "/var/lib/ventros/lake:ro",
}
"""Where the services keep what must not be lost."""


def test_every_process_of_ours_is_the_same_image_with_a_command_of_ventros(ours, root):
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    assert {one["image"] for one in ours.values()} == {f"ventros-crm:{version}"}
    assert {one["command"].split()[0] for one in ours.values()} == {"ventros"}
    assert ours.keys() == CREDENTIALS.keys()


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_process_is_told_the_credentials_that_it_needs_and_no_other(ours, name):
    told = {variable.removeprefix("VENTROS_") for variable in ours[name]["environment"] if SECRET.search(variable)}
    assert told == CREDENTIALS[name]


@pytest.mark.parametrize("name", CREDENTIALS)
def test_a_process_is_told_only_what_is_a_setting(ours, name):
    assert {variable.removeprefix("VENTROS_").lower() for variable in ours[name]["environment"]} <= set(
        Settings.model_fields
    )


def test_every_secret_comes_from_the_env_file_and_has_no_default(compose):
    for name, service in compose["services"].items():
        for variable, value in service["environment"].items():
            if SECRET.search(variable):
                assert re.search(r"\$\{\w+:\?", str(value)), f"{name}: {variable} is written into the file"
            assert not re.search(r"\$\{\w*(PASSWORD|KEYS|SECRET)\w*(:?-|\})", str(value)), f"{name}: {variable}"


def test_the_page_makes_every_variable_that_the_file_asks_for(compose_text, dot_env):
    asked = set(re.findall(r"\$\{(\w+):\?", compose_text))
    assert asked == set(dot_env)
    assert all(dot_env.values())
    assert len(set(dot_env.values())) == len(dot_env)


def test_no_service_may_do_more_than_it_must(compose):
    for name, service in compose["services"].items():
        assert not service.keys() & {"privileged", "cap_add", "network_mode", "pid", "ipc", "devices"}, name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["cap_drop"] == ["ALL"], name
        assert "docker.sock" not in str(service), name


def test_a_process_of_ours_cannot_write_but_into_memory_and_the_lake(ours):
    for name, service in ours.items():
        assert service["read_only"], name
        assert service["tmpfs"] == ["/tmp"], name  # noqa: S108 - a folder inside the container
        assert "volumes" not in service or name in KEPT, name


def test_every_image_is_of_a_version(compose):
    for name, service in compose["services"].items():
        _, _, tag = service["image"].rpartition(":")
        assert re.match(r"v?\d+\.\d+\.\d+", tag), f"{name} is {service['image']}"


def test_what_is_kept_is_on_a_named_volume(compose):
    for name, folder in KEPT.items():
        (mounted,) = compose["services"][name]["volumes"]
        volume, _, target = mounted.partition(":")
        assert target == folder
        assert volume in compose["volumes"]
    mounted = [one.partition(":")[0] for service in compose["services"].values() for one in service.get("volumes", ())]
    assert set(compose["volumes"]) == {volume for volume in mounted if not volume.startswith("./")}
    assert compose["services"]["kafka"]["environment"]["KAFKA_LOG_DIRS"] == KEPT["kafka"]


def test_every_service_says_what_its_health_is(compose):
    one_shot = {"migrate"}
    for name, service in compose["services"].items():
        if name not in one_shot:
            assert "test" in service["healthcheck"] or service["healthcheck"]["disable"], name
    silent = {name for name, service in compose["services"].items() if service.get("healthcheck", {}).get("disable")}
    assert silent == {"flows", "heavy", "relay", "bridge", "workers", "analytics", "operator"}


def test_whoever_is_waited_for_says_when_it_is_ready(compose):
    for name, service in compose["services"].items():
        for other, wanted in service.get("depends_on", {}).items():
            awaited = compose["services"][other]
            if wanted["condition"] == "service_healthy":
                assert "test" in awaited["healthcheck"], f"{name} waits for {other}"
            else:
                assert wanted["condition"] == "service_completed_successfully", f"{name} waits for {other}"
                assert awaited["restart"] == "no"


def test_what_serves_is_started_anew_and_what_is_done_is_not(compose):
    done = {"migrate", "analytics", "operator"}
    for name, service in compose["services"].items():
        assert service["restart"] == ("no" if name in done else "unless-stopped"), name


def test_whoever_is_asked_to_end_has_the_time_that_it_takes(ours):
    periods = {name: int(service["stop_grace_period"].removesuffix("s")) for name, service in ours.items()}
    assert min(periods.values()) > GRACE


def test_an_update_replaces_every_process_that_serves_and_migrates_first(root, ours):
    page = (root / "docs/updating.md").read_text()
    (commands,) = (
        block for block in re.findall(r"```sh\n(.*?)```", page, re.DOTALL) if "docker compose build" in block
    )
    serving = {name for name, service in ours.items() if service["restart"] != "no"}
    build, migrate, *ups, doctor = commands.splitlines()
    assert (build, migrate) == ("docker compose build", "docker compose run --rm migrate")
    assert doctor == "docker compose run --rm operator ventros doctor"
    assert [up.split()[-1] for up in ups] == ["api", "relay", "flows", "heavy", "bridge", "workers", "mcp", "metrics"]
    assert {up.split()[-1] for up in ups} == serving


def test_only_doors_are_open_and_only_on_this_machine(compose):
    published = {name: service["ports"] for name, service in compose["services"].items() if "ports" in service}
    assert published == {
        "api": ["127.0.0.1:8080:8080"],
        "mcp": ["127.0.0.1:8081:8081"],
        "keycloak": ["127.0.0.1:8180:8080"],
    }
    assert (Settings.model_fields["api_port"].default, Settings.model_fields["mcp_port"].default) == (8080, 8081)


def test_what_holds_data_leads_nowhere(compose):
    assert compose["networks"]["inside"] == {"internal": True}
    outside = {name for name, service in compose["services"].items() if "outside" in service["networks"]}
    assert outside == {"api", "mcp", "flows", "heavy", "keycloak"}


def test_one_broker_keeps_everything_by_itself(compose):
    environment = compose["services"]["kafka"]["environment"]
    factors = {value for variable, value in environment.items() if re.search("FACTOR|MIN_I|MIN_INSYNC", variable)}
    assert factors == {1}
    assert environment["KAFKA_LOG_FLUSH_INTERVAL_MESSAGES"] == 1


def test_the_page_names_every_process_and_its_credentials(root, ours):
    page = (root / "docs/production.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == list(ours)


def test_the_bridge_is_on(compose):
    assert not {"profiles"} & (compose["services"]["bridge"].keys() | compose["services"]["rabbitmq"].keys())
    urls = {service["environment"].get("VENTROS_RABBITMQ_URL") for service in compose["services"].values()} - {None}
    user = compose["services"]["rabbitmq"]["environment"]
    assert urls == {f"amqp://{user['RABBITMQ_DEFAULT_USER']}:{user['RABBITMQ_DEFAULT_PASS']}@rabbitmq:5672/"}


def test_the_marts_are_built_by_the_clock_in_the_namespace_that_temporal_makes(compose):
    names = ("workers", "temporal", "temporal-postgres")
    assert not {"profiles"} & {key for name in names for key in compose["services"][name]}
    urls = {service["environment"].get("VENTROS_TEMPORAL_URL") for service in compose["services"].values()} - {None}
    assert urls == {f"temporal://temporal:7233/{compose['services']['temporal']['environment']['DEFAULT_NAMESPACE']}"}
    assert compose["services"]["workers"]["environment"]["VENTROS_TEMPORAL_URL"] in urls
    assert compose["services"]["operator"]["environment"]["VENTROS_TEMPORAL_URL"] in urls
