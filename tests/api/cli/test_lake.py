"""`ventros lake` over real processes: webhooks come in at the door, and are found in the files."""

import asyncio
import json
from uuid import uuid4

import pyarrow.parquet as pq
import pytest

from contracts.core.project import ProjectDraft
from memory.core.project import create_project
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.sealed import Sealer
from pipelines.flows import archive
from pipelines.io import Record
from pipelines.lake.store import Store

AT = "2026-03-02T12:00:00+00:00"


@pytest.fixture
def lake(settings, environment, monkeypatch, tmp_path):
    """A tenant with two messages and a channel in its lake; its name."""
    monkeypatch.setenv("VENTROS_LAKE", str(tmp_path / "lake"))
    name = f"Loja {uuid4().hex[:6]}"

    async def open_tenant():
        tenant_id = await create_tenant(settings, name)
        async with Database(settings.dsn("app"), size=1) as db, db.tenant(tenant_id) as tx:
            await create_project(tx, ProjectDraft(name="P"))
        return tenant_id

    tenant_id, cluster = asyncio.run(open_tenant()), uuid4().hex
    sink = archive.sink(settings, Store(str(tmp_path / "lake")), Sealer.from_settings(settings)).build("s", 0, 1)
    told = [("crm.message", "message.created", b'{"text": "Oi"}'), ("crm.message", "message.created", b'{"text": "Sim"}'),
            ("crm.channel", "channel.created", b'{"name": "Balcao"}')]  # fmt: skip
    sink.write_batch([
        Record(topic, 0, offset, f"{tenant_id}:k", {
            "ce_id": str(uuid4()), "ce_type": kind, "ce_tenantid": str(tenant_id), "ce_time": AT, "ce_ingestedtime": AT,
        }, value, cluster)
        for offset, (topic, kind, value) in enumerate(told)
    ])  # fmt: skip
    sink.close()
    return name


@pytest.fixture
def token(cli, lake):
    return lambda *more: cli("token", "--tenant", lake, *more).stdout.strip()


def test_the_files_are_listed_by_topic_and_day(cli, lake):
    shown = cli("lake", "ls", "--tenant", lake)
    assert shown.exit_code == 0
    assert "crm.message" in shown.stdout
    files = json.loads(cli("lake", "ls", "--tenant", lake, "--topic", "crm.message", "--output", "json").stdout)
    assert [(file["topic"], file["day"], file["records"]) for file in files] == [("crm.message", "2026-03-02", 2)]
    assert json.loads(cli("lake", "ls", "--tenant", lake, "--since", "2026-03-03", "--output", "json").stdout) == []


def test_a_question_is_answered_as_the_credential_sees_it(cli, token):
    sql = "select text from message_created order by 1"
    found = cli("lake", "query", sql, "--output", "json", env={"VENTROS_CREDENTIAL": token()})
    assert json.loads(found.stdout) == [{"text": "Oi"}, {"text": "Sim"}]
    assert "Oi" in cli("lake", "query", sql, "--credential", token()).stdout
    narrow = token("--scope", "analytics.view")
    assert json.loads(cli("lake", "query", sql, "--credential", narrow, "--output", "json").stdout) == [
        {"text": ""},
        {"text": ""},
    ]


def test_a_credential_that_is_none_opens_no_lake(cli, lake, token):
    refused = cli("lake", "query", "select 1", "--credential", "nonsense")
    assert refused.exit_code != 0
    assert "select 1" not in refused.stdout
    assert "analytics.view" in str(cli("lake", "query", "select 1", "--credential", token("--role", "agent")).exception)
    assert "one SELECT" in str(cli("lake", "query", "drop view crm_message", "--credential", token()).exception)


def test_an_export_needs_its_permission_and_leaves_out_what_the_credential_may_not_read(cli, token, tmp_path):
    viewer = token("--role", "viewer")
    assert "analytics.export" in str(cli("lake", "export", "--to", "out", "--credential", viewer).exception)
    scopes = ("--scope", "analytics.export", "--scope", "analytics.view", "--scope", "messages.view")
    done = cli("lake", "export", "--to", str(tmp_path / "out"), "--credential", token(*scopes))
    assert done.exit_code == 0, done.output
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"crm.message.parquet", "raw.inbound.parquet"} | {
        "crm.chat.parquet"
    }
    rows = pq.read_table(tmp_path / "out" / "crm.message.parquet").to_pylist()
    assert [row["data"] for row in rows] == [b'{"text": "Oi"}', b'{"text": "Sim"}']


def test_verify_names_what_is_missing_and_says_so_by_its_exit_code(cli, lake, settings, tmp_path):
    (file,) = json.loads(cli("lake", "ls", "--tenant", lake, "--topic", "crm.channel", "--output", "json").stdout)
    (tmp_path / "lake" / file["path"]).unlink()
    found = cli("lake", "verify", "--output", "json")
    assert found.exit_code == 1
    assert f"{file['path']} is missing" in json.loads(found.stdout)["faults"]


def test_a_topic_or_a_time_that_is_none_is_refused_in_plain_words(cli, lake):
    assert "choose from" in str(cli("lake", "ls", "--tenant", lake, "--topic", "nonsense").exception)
    assert "2026-03-02" in cli("lake", "ls", "--tenant", lake, "--since", "yesterday").output
