import asyncio
import json
from datetime import UTC, datetime
from hashlib import sha256

import numpy as np
import psycopg
import pytest

from api.cli.checks.database import database
from memory.core.tenant import create_tenant
from memory.db import Database
from memory.recall.given import Given, write_given
from memory.recall.items import Turn, remember
from memory.recall.models import take_over
from pipelines.models import MODELS
from pipelines.providers import EMBEDDERS, identity
from pipelines.providers.embedding.hashing import Hashing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_models_are_listed_with_whether_they_are_here(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("VENTROS_DATA_DIR", str(tmp_path))
    assert "not here: ventros models fetch" in cli("models", "list").stdout
    listed = json.loads(cli("models", "list", "--output", "json").stdout)
    assert listed == [{"name": model.name, "size": model.size, "path": None} for model in MODELS]


def test_a_model_that_nobody_knows_is_refused_with_those_there_are(cli, monkeypatch, tmp_path):
    monkeypatch.setenv("VENTROS_DATA_DIR", str(tmp_path))
    assert MODELS[0].name in str(cli("models", "fetch", "gpt").exception)


def test_a_migrated_database_has_nothing_to_apply(cli):
    assert cli("migrate").stdout == "The database is at the present schema.\n"
    assert json.loads(cli("migrate", "--output", "json").stdout) == {"applied": []}


class Turned(Hashing):
    """Another model than the first."""

    name, model, price_micros = "turned", "turned", 25_000

    def embed(self, texts):
        return np.roll(super().embed(texts), 384, axis=1)


class Stuck(Hashing):
    """A model that finds nothing."""

    name, model = "stuck", "stuck"

    def embed(self, texts):
        return np.repeat(super().embed(["oi"]), len(texts), axis=0)


@pytest.fixture
def shop(settings, monkeypatch, cli):
    """Texts of a tenant that hashing has embedded; `turned` and `stuck` can be asked, too."""
    monkeypatch.setitem(EMBEDDERS, "turned", lambda *_: Turned())
    monkeypatch.setitem(EMBEDDERS, "stuck", lambda *_: Stuck())
    with psycopg.connect(settings.dsn("admin")) as admin:
        admin.execute("truncate recall.models, core.tenants cascade")
    asyncio.run(_opened(settings))


async def _opened(settings):
    tenant, hashing = await create_tenant(settings, "Loja"), Hashing()
    texts = [f"o pedido número {n} chegou com a caixa {n * n} bem amassada" for n in range(30)]
    async with Database(settings.dsn("app"), size=1) as db:
        await take_over(db, identity(hashing), "hashing", 768, "flows")
        async with db.tenant(tenant) as tx:
            given = [Given(str(n), text, NOON, "Ana", str(n), "", "pt") for n, text in enumerate(texts)]
            hashes = [sha256(text.encode()).digest() for text in texts]
            turns = map(Turn, await write_given(tx, given), hashing.embed(texts), hashes)
            await remember(tx, list(turns), identity(hashing))


def listed(cli):
    return {one["embedder"]: one for one in json.loads(cli("models", "ls", "--output", "json").stdout)}


def test_another_embedder_is_switched_to_with_its_figures(cli, shop):
    told = json.loads(cli("models", "switch", "turned", "--output", "json").stdout)
    assert (told["identity"], told["answers"], told["texts"]) == ("turned@1", True, 30)
    assert told["comparison"]["questions"] == 30
    assert told["texts_per_second"] > 1
    assert 30 <= told["cost_micros"] <= 45  # of 30 texts of some 50 characters, at 25,000 a million
    assert {name: (one["state"], one["vectors"]) for name, one in listed(cli).items()} == {
        "turned": ("current", 30),
        "hashing": ("retired", 30),
    }
    again = json.loads(cli("models", "switch", "turned", "--output", "json").stdout)
    assert (again["answers"], again["texts"]) == (True, 0)
    assert "turned" in cli("models", "ls").stdout


def test_what_finds_less_answers_only_when_that_is_said(cli, shop):
    told = cli("models", "switch", "stuck")
    assert "the one before goes on" in told.stdout
    assert "30 texts asked for by half of their words" in told.stderr.replace("\n", " ")
    assert listed(cli)["hashing"]["state"] == "current"
    assert json.loads(cli("models", "switch", "stuck", "--flip", "--output", "json").stdout)["answers"] is True
    assert listed(cli)["stuck"]["state"] == "current"
    assert cli("models", "flip", "hashing").stdout == "hashing answers from now on.\n"
    assert listed(cli)["hashing"]["state"] == "current"


def test_vectors_are_dropped_and_then_there_is_no_way_back(cli, shop):
    cli("models", "switch", "turned")
    assert "switch to another model first" in str(cli("models", "drop", "turned").exception)
    assert cli("models", "drop", "hashing").stdout == "30 vectors are gone.\n"
    assert (listed(cli)["hashing"]["state"], listed(cli)["hashing"]["vectors"]) == ("dropped", 0)
    assert "are not all there" in str(cli("models", "flip", "hashing").exception)
    assert "`ventros models ls`" in str(cli("models", "flip", "nobody").exception)


def test_doctor_says_which_model_answers_and_what_stands_against_another(settings, cli, shop):
    def found(embedder):
        return database(settings.model_copy(update={"embedder": embedder}))[-1]

    assert (found("hashing").state, found("hashing").found) == ("ok", "hashing answers")
    assert found("turned").mend == "VENTROS_EMBEDDER=hashing, or ventros models switch turned"
    cli("models", "switch", "stuck")
    assert found("stuck").state == "warn"
    assert "stuck finds less" in found("stuck").found
