"""Every setting, once. `.env.example` is generated from this class.

A value comes from, first found: the environment (`VENTROS_…`, or the original system's name), `.env`, and what the
launcher of the embedded services recorded in `<data_dir>/runtime.json`.
"""

import json
import os
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from contracts.provider import Provider, RerankProvider, SentimentProvider

RUNTIME_FILE = "runtime.json"


ORIGINAL_NAMES = {
    "DB_HOST": "database_host",
    "DB_PORT": "database_port",
    "DB_NAME": "database_name",
    "DB_USER": "database_admin_user",
    "DB_PASSWORD": "database_admin_password",
    "REDIS_URL": "redis_url",
    "RABBITMQ_URL": "rabbitmq_url",
    "MCP_PORT": "mcp_port",
    "ENV": "env",
}
"""Environment variables of the original system that still mean something here (docs/from-the-original.md)."""


def _original() -> dict[str, Any]:
    """The environment under the original system's names."""
    return {ours: os.environ[name] for name, ours in ORIGINAL_NAMES.items() if name in os.environ}


class Recorded(InitSettingsSource):
    """What the launcher wrote into the data folder; nothing when no launcher has written any."""

    def __call__(self) -> dict[str, Any]:
        """The recorded settings; only now is it known which folder is meant."""
        folder = self.current_state.get("data_dir") or os.environ.get("VENTROS_DATA_DIR") or ".data"
        file = Path(folder) / RUNTIME_FILE
        recorded: dict[str, Any] = json.loads(file.read_text()).get("settings", {}) if file.is_file() else {}
        return recorded


class Settings(BaseSettings):
    """What an installation can be told. Secrets are never printed."""

    model_config = SettingsConfigDict(
        env_prefix="VENTROS_", env_file=".env", extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    env: str = Field("production", description="Name of the installation, shown in logs. No name opens anything.")
    data_dir: Path = Field(Path(".data"), description="Folder of the embedded services, keys and models.")

    database_host: str = Field("localhost", description="Postgres host.")
    database_port: int = Field(5432, description="Postgres port.")
    database_name: str = Field("ventros", description="Postgres database.")
    database_admin_user: str = Field("postgres", description="Role that may create roles; used by `ventros migrate`.")
    database_admin_password: SecretStr = Field(SecretStr(""), description="Its password.")
    app_password: SecretStr = Field(SecretStr(""), description="Password of the role ventros_app.")
    gate_password: SecretStr = Field(SecretStr(""), description="Password of the role ventros_gate.")
    relay_password: SecretStr = Field(SecretStr(""), description="Password of the role ventros_relay.")
    transform_password: SecretStr = Field(SecretStr(""), description="Password of the role ventros_transform (dbt).")

    kafka_brokers: str = Field("localhost:9092", description="Kafka bootstrap servers, host:port with commas.")
    kafka_durable: bool = Field(True, description="False for a broker that forgets on restart: webhooks go by journal.")
    kafka_partitions: int = Field(4, ge=1, description="Partitions of a new topic.")
    kafka_options: dict[str, str] = Field({}, description="Further librdkafka options as JSON (TLS, SASL).")
    redis_url: SecretStr = Field(SecretStr("redis://localhost:6379/0"), description="Redis for caches.")
    rabbitmq_url: SecretStr = Field(
        SecretStr(""), description="RabbitMQ, amqp://user:password@host:5672/. Empty: nothing is bridged."
    )
    temporal_url: SecretStr = Field(
        SecretStr(""),
        description="Temporal, temporal://host:7233/namespace; temporals://:API_KEY@… with TLS. Empty: no schedule.",
    )

    api_host: str = Field("127.0.0.1", description="Address that the API and MCP servers listen on.")
    api_port: int = Field(8080, description="Port of REST, search and webhooks.")
    mcp_port: int = Field(8081, description="Port of the MCP server.")
    metrics_port: int = Field(0, description="Port of /metrics, for Prometheus; 0: nobody tells it.")
    public_url: str = Field("http://localhost:8080", description="How the outside reaches the API; webhook URLs.")
    mcp_public_url: str = Field("http://localhost:8081", description="How agents reach the MCP server.")

    api_key: SecretStr = Field(SecretStr(""), description="API key with which `ventros mcp` calls the MCP server.")
    jwt_issuer: str = Field("ventros", description="`iss` that access tokens must carry.")
    jwt_audience: str = Field("ventros-crm", description="`aud` that access tokens must carry.")
    jwks_url: str = Field("", description="JWKS of the issuer (Keycloak). Empty: the local issuer of the data folder.")
    encryption_keys: SecretStr = Field(
        SecretStr(""),
        description="id:base64 AES-256 keys for channel credentials, newest first. Empty: the data folder's.",
    )
    outbound_allow: list[str] = Field([], description="host:port that connectors may reach though private, as JSON.")

    lake: str = Field("", description="Folder of the lake, or s3://bucket/prefix. Empty: a folder of the data folder.")
    lake_seconds: float = Field(30.0, gt=0, description="How long the archive gathers before it writes files.")

    webhook_max_bytes: int = Field(900_000, description="Largest webhook accepted, in bytes.")
    webhook_timeout_seconds: float = Field(5.0, description="How long a webhook waits for its durable write, then 503.")
    dead_letter_share: float = Field(0.5, gt=0, le=1, description="Share of dead letters at which a flow stops itself.")
    embedder: str = Field(
        "use",
        description="Embedder: use (offline model), hashing (no model file), sentence-transformers:NAME-OR-FOLDER, "
        "vertex:PROJECT/LOCATION/MODEL. Another one is prepared before it answers (docs/recall.md).",
    )
    providers: list[Provider] = Field(
        [],
        description="Models by task, as JSON, the first one of a task before others:"
        ' [{"task": "language", "name": "groq", "model": "openai/gpt-oss-120b", "key": "…"},'
        ' {"task": "language", "name": "anthropic", "model": "claude-haiku-4-5", "key": "…"},'
        ' {"task": "rerank", "model": "BAAI/bge-reranker-v2-m3"}, {"task": "sentiment", "name": "cautious"}].',
    )
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")
    otlp_endpoint: str = Field("", description="OTLP collector that is told of traces, http://host:4318. Empty: none.")
    log_format: Literal["auto", "json", "text"] = Field(
        "auto", description="json: an object a line. text: for people. auto: text at a terminal, else json."
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Environment first, then `.env`, then what the launcher recorded."""
        original = InitSettingsSource(settings_cls, _original())
        return init_settings, env_settings, dotenv_settings, original, Recorded(settings_cls, {})

    @property
    def bridged(self) -> bool:
        """Whether there is a RabbitMQ to bridge to."""
        return bool(self.rabbitmq_url.get_secret_value())

    @property
    def rabbitmq_address(self) -> str:
        """Where RabbitMQ is, without user and password."""
        return _without_credentials(self.rabbitmq_url)

    @property
    def reranker(self) -> str:
        """The cross-encoder that orders what search found; '' for none."""
        return next((one.model for one in self.providers if isinstance(one, RerankProvider)), "")

    @property
    def sentiment(self) -> str:
        """Who reads moods."""
        return next((one.name for one in self.providers if isinstance(one, SentimentProvider)), "centroid")

    @property
    def scheduled(self) -> bool:
        """Whether there is a Temporal that runs workflows by the clock."""
        return bool(self.temporal_url.get_secret_value())

    @property
    def temporal_address(self) -> str:
        """Where Temporal is, with the namespace and without a key."""
        return _without_credentials(self.temporal_url)

    def dsn(self, role: str) -> str:
        """The Postgres connection string of one of our roles: app, gate, relay, transform, or admin."""
        user = self.database_admin_user if role == "admin" else f"ventros_{role}"
        secret: SecretStr = self.database_admin_password if role == "admin" else getattr(self, f"{role}_password")
        quoted = secret.get_secret_value().replace("\\", "\\\\").replace("'", "\\'")
        return (
            f"host={self.database_host} port={self.database_port} dbname={self.database_name} "
            f"user={user} password='{quoted}' application_name=ventros"
        )


def _without_credentials(url: SecretStr) -> str:
    """Host, port and path of an address, for people."""
    parts = urlsplit(url.get_secret_value())
    return parts.netloc.rpartition("@")[2] + parts.path


def env_example() -> str:
    """The text of `.env.example`: every setting with its meaning and default, commented out."""
    lines = ["# Generated by `make docs` from contracts/settings.py. Uncomment what you change.", ""]
    for name, field in Settings.model_fields.items():
        default = field.default.get_secret_value() if isinstance(field.default, SecretStr) else field.default
        text = json.dumps(default) if isinstance(default, dict | list | bool) else str(default)
        lines += [f"# {field.description}", f"# VENTROS_{name.upper()}={text}", ""]
    return "\n".join(lines)
