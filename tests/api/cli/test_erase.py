"""`ventros erase`, `ventros export-contact` and `ventros scan`, as an operator types them."""

import asyncio
import json
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from api.cli.checks.database import database
from contracts.connector import Raw
from contracts.core.project import ProjectDraft
from contracts.crm.chat import ChatType
from contracts.crm.contact import Identity
from contracts.crm.message import ObservedMessage
from memory.core.project import create_project
from memory.core.tenant import create_tenant
from memory.crm.recording.arrival import Arrival
from memory.crm.recording.messages import record
from memory.db import Database

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def said(settings, environment, monkeypatch, tmp_path):
    """A person who wrote: the tenant, the contact, and what was said."""
    monkeypatch.setenv("VENTROS_LAKE", str(tmp_path / "lake"))
    phone, secret = f"+55319{uuid4().int % 10**8:08}", f"segredo {uuid4().hex[:12]}"

    async def open_tenant():
        tenant_id, channel = await create_tenant(settings, f"Loja {uuid4().hex[:6]}"), uuid4()
        message = ObservedMessage(
            provider_id=uuid4().hex, at=NOON, from_me=False, chat=f"{phone[1:]}@c.us", chat_type=ChatType.INDIVIDUAL,
            who=[Identity("phone", phone)], name="Ana Plantada", text=secret,
        )  # fmt: skip
        async with Database(settings.dsn("app"), size=1) as db, db.tenant(tenant_id) as tx:
            project = await create_project(tx, ProjectDraft(name="P"))
            await tx.run(
                "insert into crm.channels (tenant_id, id, project_id, name, type, external_id, config_sealed, secret_sealed)"
                " values (%(tenant)s, %(c)s, %(p)s, 'C', 'waha', 'd', '', '')",
                c=channel, p=project.id,
            )  # fmt: skip
            await record(tx, [Arrival(Raw(tenant_id, project.id, channel, "waha", b"{}", NOON), message)], NOON)
            (row,) = await tx.rows("select id from crm.contacts where tenant_id = %(tenant)s")
        return str(tenant_id), str(row["id"])

    return (*asyncio.run(open_tenant()), phone, secret)


def test_an_erasure_tells_asks_removes_and_proves_it(cli, said):
    tenant, contact, phone, secret = said
    before = cli("scan", "--output", "json", input=f"{secret}\n{phone}\n")
    assert before.exit_code == 1
    assert {one["where"] for one in json.loads(before.stdout)} >= {"crm.messages", "crm.identities", "core.outbox"}
    ran = cli("erase", contact, "--tenant", tenant, "--verify", input="y\n")
    assert ran.exit_code == 0, ran.output
    assert "all that was there is gone" in ran.stdout
    assert "None of it is anywhere." in ran.stdout
    assert "Kafka forgets" in ran.stdout
    assert secret not in ran.output
    assert cli("scan", secret, phone).exit_code == 0


def test_who_does_not_agree_has_changed_nothing(cli, said):
    tenant, contact, _, secret = said
    assert cli("erase", contact, "--tenant", tenant, input="n\n").exit_code == 1
    assert cli("scan", secret).exit_code == 1


def test_an_export_is_one_document_and_is_named_by_the_erasure(cli, said, tmp_path):
    tenant, contact, phone, secret = said
    assert cli("export-contact", contact, "--tenant", tenant, "--to", str(tmp_path / "ana.json")).exit_code == 0
    held = json.loads((tmp_path / "ana.json").read_text())
    assert held["tables"]["crm.messages"][0]["text"] == secret
    assert phone in json.dumps(held)
    assert any(secret in json.dumps(one) for one in held["core.outbox"])
    ran = cli("erase", contact, "--tenant", tenant, "--yes", "--output", "json")
    told = json.loads(ran.stdout)
    assert [(one["kind"], one["target"]) for one in told["exports"]] == [("contact", str(tmp_path / "ana.json"))]
    assert told["erasure"]["contact_id"] == contact


@pytest.mark.parametrize("texts", [("abc",), ()])
def test_what_is_too_short_or_nothing_is_not_looked_for(cli, texts):
    refused = cli("scan", *texts, input="")
    assert refused.exit_code != 0
    assert "at least 4 characters" in str(refused.exception) + refused.output


def test_the_doctor_warns_of_an_erasure_that_waits_and_says_how_to_go_on_with_it(settings, said, db_rows):
    tenant, contact, *_ = said
    assert erasures(settings).state == "ok"
    db_rows(
        tenant,
        "insert into crm.erasures (tenant_id, id, contact_id, asked_by, asked_at)"
        " values (%(tenant)s, %(id)s, %(contact)s, 'x', now() - interval '2 hours')",
        id=uuid4(), contact=contact,
    )  # fmt: skip
    waits = erasures(settings)
    assert (waits.state, waits.mend) == ("warn", f"ventros erase {contact} --tenant {tenant}")
    db_rows(tenant, "update crm.erasures set done_at = now() where tenant_id = %(tenant)s")


def erasures(settings):
    (found,) = [one for one in database(settings) if one.name == "erasures"]
    return found


@pytest.fixture
def db_rows(settings):
    """`db_rows(tenant, query)`: what a statement does for a tenant."""

    def run(tenant, query, **args):
        async def work():
            async with Database(settings.dsn("app"), size=1) as db, db.tenant(UUID(tenant)) as tx:
                return await tx.run(query, **args)

        return asyncio.run(work())

    return run
