"""`ventros quality` over a real lake: look, list, release, and the page."""

import asyncio
import json
import re
import sys
from uuid import uuid4

import pytest

from memory.core.tenant import create_tenant
from memory.sealed import Sealer
from pipelines.flows import archive
from pipelines.io import Record
from pipelines.lake.store import Store

AT = "2026-03-02T12:00:00+00:00"
CANARY = "canario-4711"


@pytest.fixture
def tenant(settings, environment, monkeypatch, tmp_path):
    """A tenant with a receipt in its lake that is right, and one of a time that is none; its name."""
    monkeypatch.setenv("VENTROS_LAKE", str(tmp_path / "lake"))
    name = f"Loja {uuid4().hex[:6]}"
    tenant_id = asyncio.run(create_tenant(settings, name))
    sink = archive.sink(settings, Store(str(tmp_path / "lake")), Sealer.from_settings(settings)).build("s", 0, 1)
    sink.write_batch([_read(tenant_id, offset, at) for offset, at in enumerate([AT, CANARY])])
    sink.close()
    return name


def _read(tenant_id, offset, at):
    subject = str(uuid4())
    headers = {
        "ce_id": str(uuid4()), "ce_type": "message.read", "ce_tenantid": str(tenant_id), "ce_time": AT,
        "ce_ingestedtime": AT, "ce_subject": subject, "ce_origin": "flow", "ce_dataschema": "message.read.v1",
        "ce_aggregateversion": "1",
    }  # fmt: skip
    value = json.dumps({"message_id": subject, "read_at": at}).encode()
    return Record("crm.message", 0, offset, f"{tenant_id}:k", headers, value, tenant_id.hex)


def test_what_breaks_a_promise_is_told_listed_released_and_on_a_page_without_any_value(cli, tenant, tmp_path):
    look = ("quality", "run", "--tenant", tenant, "--only", "lake", "--to", str(tmp_path / "page"))
    done = cli(*look)
    assert done.exit_code == 1, done.output
    assert "message.read: not so: read_at is a date-time (1 rows)" in done.stdout
    page = (tmp_path / "page/index.html").read_text()
    (one,) = json.loads(cli("quality", "ls", "--tenant", tenant, "--output", "json").stdout)
    assert (one["suite"], one["expectation"]) == ("message.read", "read_at is a date-time")
    assert one["row_id"] in page
    assert CANARY not in page + done.stdout
    assert not re.search(r"src=|href=|@import|url\(", page)
    assert "read_at is a" in cli("quality", "ls", "--only", "lake", env={"COLUMNS": "250"}).stdout
    assert cli("quality", "release", one["id"], "--tenant", tenant).exit_code == 0
    assert "Nothing is in quarantine" in cli("quality", "ls", "--tenant", tenant).stdout
    assert "accepted" in cli("quality", "ls", "--all", "--tenant", tenant, env={"COLUMNS": "250"}).stdout
    again = cli(*look, "--output", "json")
    assert again.exit_code == 0
    told = json.loads(again.stdout)
    assert (told["violations"], told["rows"], told["page"]) == (0, {"lake": 2}, str(tmp_path / "page/index.html"))


def test_what_is_not_in_quarantine_cannot_be_released(cli, tenant):
    assert "nothing of that" in str(cli("quality", "release", str(uuid4())).exception)
    assert cli("quality", "release").exit_code == 2
    assert cli("quality", "release", "--all", "--tenant", tenant).stdout == "Released: 0.\n"


def test_without_great_expectations_it_is_said_what_to_install(cli, environment, monkeypatch):
    monkeypatch.setitem(sys.modules, "great_expectations", None)
    assert "ventros-crm[quality]" in str(cli("quality", "run").exception)
