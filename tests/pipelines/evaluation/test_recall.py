"""A suite asked of a real search, in a Postgres of its own."""

import json
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from typer.testing import CliRunner

from api.cli.eval import app
from pipelines.evaluation.recall import DEFAULT, WAYS, evaluate, house
from pipelines.evaluation.suite import Dialogue, Question, Turn

from .test_suite import LOCOMO

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def dialogue(name, *said, **asked):
    turns = [
        Turn(str(place), text, NOON + timedelta(minutes=place), speaker, "talk", "one")
        for place, (speaker, text) in enumerate(said)
    ]
    return Dialogue(name, turns, [Question(text, frozenset(relevant)) for text, relevant in asked.items()])


SHOP = dialogue(
    "shop", ("Bia", "Quero trocar a bicicleta azul"), ("Caio", "Qual o prazo da entrega?"), ("Bia", "Obrigada!"),
    bicicleta=["0"], prazo=["1"],
)  # fmt: skip
OTHER = dialogue("other", ("Ana", "A bicicleta vermelha chegou"), bicicleta=["0"])


@pytest.fixture(scope="module")
def own(settings):
    with house(settings.model_copy(update={"embedder": "hashing"})) as own:
        yield own


async def test_every_question_is_asked_of_its_own_dialogue_by_every_way(own):
    heard = []
    found = await evaluate(own, [SHOP, OTHER], lambda done, of: heard.append((done, of)))
    assert found.items == 4
    assert heard[-1] == (7, 7)
    for way in WAYS:
        assert [one.found[0] for one in found.answered[way]] == ["0", "1", "0"]
        assert all(set(one.found) <= {"0", "1", "2"} for one in found.answered[way])
    told = found.told()
    assert told["overall"]["recall@10"] == told["arms"][DEFAULT]["mrr"] == 1
    assert told["questions"] == 3


async def test_a_long_dialogue_is_remembered_whole_though_it_is_written_in_parts(own, monkeypatch):
    monkeypatch.setattr("pipelines.evaluation.recall.BATCH", 2)
    long = dialogue("long", *[("Bia", f"palavra{number} aqui") for number in range(7)], palavra6=["6"])
    found = await evaluate(own, [long], lambda *_: None)
    assert [one.found[0] for one in found.answered[DEFAULT]] == ["6"]


def test_the_command_tells_what_it_found_as_a_table_and_as_json(tmp_path, monkeypatch):
    file = tmp_path / "talks.json"
    file.write_bytes(orjson.dumps(LOCOMO))
    monkeypatch.setenv("VENTROS_EMBEDDER", "hashing")
    asked = ["recall", str(file), "--format", "locomo"]
    told = CliRunner().invoke(app, [*asked, "--output", "json"])
    assert told.exit_code == 0
    found = json.loads(told.stdout)
    assert found["overall"].keys() >= {"recall@5", "recall@10", "ndcg@10", "mrr"}
    assert (found["items"], found["questions"], set(found["kinds"])) == (3, 2, {"single-hop", "temporal"})
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0
    assert "2 questions to 3 turns" in shown.stdout
