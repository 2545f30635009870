"""docs/extending.md, followed word for word: a new table becomes a mart that an analyst can read."""

import re
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
import yaml

from memory.core.analyst import grant_analyst, revoke_analyst
from pipelines import analytics
from pipelines.analytics import PROJECT, build

GUIDE = (PROJECT.parent / "docs/extending.md").read_text()
STEP = re.compile(r"^(At the end of )?\*\*`(.+?)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ROWS = """
insert into crm.returns (tenant_id, id, project_id, contact_id, reason, asked_at, refunded_at, refund_cents)
values (%(tenant)s, %(id)s, %(project)s, %(contact)s, 'too small', %(at)s, %(at)s::timestamptz + interval '1 hour', 1250)"""


def write(checkout: Path, goes_on: str, name: str, text: str) -> None:
    """What the guide says of a file: how it begins anew, or goes on."""
    file = checkout / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((file.read_text() if goes_on else "") + text)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A copy of the dbt project, with everything in it that the guide says."""
    checkout = tmp_path_factory.mktemp("checkout")
    shutil.copytree(PROJECT, checkout / "dbt")
    for step in STEP.findall(GUIDE):
        write(checkout, *step)
    return checkout


@pytest.fixture(scope="module")
def extended(checkout, settings, shops):
    """The build that the guide ends with."""
    with psycopg.connect(settings.dsn("admin")) as admin:
        admin.execute("set role ventros_owner")
        admin.execute((checkout / "memory/migrations/0100_returns.sql").read_text())
        admin.execute("reset role")
        for shop in shops:
            named = {"tenant": shop.tenant, "id": uuid4(), "project": shop.project, "contact": shop.ana}
            admin.execute(ROWS, named | {"at": "2026-11-02 12:00+00"})
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(analytics, "PROJECT", checkout / "dbt")
        return build(settings)


def test_the_guide_adds_five_files_and_goes_on_with_two():
    assert [(bool(goes_on), Path(name).name) for goes_on, name, _ in STEP.findall(GUIDE)] == [
        (False, "0100_returns.sql"),
        (True, "_crm__sources.yml"),
        (False, "stg_crm__returns.sql"),
        (True, "_crm__models.yml"),
        (False, "fct_returns.sql"),
        (False, "_returns__models.yml"),
        (False, "_returns__metrics.yml"),
    ]


def test_the_mart_of_the_guide_is_built_and_what_it_promises_holds(extended):
    told = {(one.kind, one.name) for one in extended}
    assert ("model", "fct_returns") in told
    assert ("unit_test", "fct_returns") in told
    assert all(one.well for one in extended)


def test_an_analyst_reads_the_own_rows_of_it(extended, settings, shops):
    analyst = grant_analyst(settings, shops[0].tenant)
    with psycopg.connect(analyst.dsn.get_secret_value()) as connection:
        asked = "select tenant_id, refund_amount, refunded_at - asked_at from fct_returns"
        rows = connection.execute(asked).fetchall()
    revoke_analyst(settings, analyst.login)
    assert rows == [(shops[0].tenant, 12.5, timedelta(hours=1))]


def test_the_metric_of_the_guide_is_counted(extended, checkout, settings):
    (model,) = yaml.safe_load((checkout / "dbt/models/marts/returns/_returns__metrics.yml").read_text())[
        "semantic_models"
    ]
    (measure,) = model["measures"]
    with psycopg.connect(settings.dsn("admin")) as admin:
        asked = f"select {measure['agg']}({measure['expr']}) from analytics.fct_returns"
        assert admin.execute(asked).fetchone() == (25,)
