"""A suite asked of a real search, in a Postgres of its own."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from typer.testing import CliRunner

from api.cli.eval import app
from pipelines.evaluation.recall import DEFAULT, WAYS, evaluate, house
from pipelines.evaluation.suite import UNANSWERABLE, Dialogue, Question, Turn

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


async def test_what_is_asked_again_after_an_erasure_finds_nothing_of_the_person(own):
    told = (await evaluate(own, [SHOP, OTHER], lambda *_: None)).told()
    assert told["erasure"] == {"probed": 2, "leaked": 0}


async def test_an_erasure_that_leaves_something_behind_is_told_of(own, monkeypatch):
    async def nothing(*_):
        return

    monkeypatch.setattr("pipelines.evaluation.recall.erase_words", nothing)
    told = (await evaluate(own, [SHOP, OTHER], lambda *_: None)).told()
    assert told["erasure"] == {"probed": 2, "leaked": 2}


async def test_figures_are_told_by_suite_and_what_has_no_answer_counts_for_abstention_alone(own):
    asked = [*SHOP.questions, Question("girafa", frozenset(), UNANSWERABLE)]
    found = await evaluate(
        own, [replace(SHOP, questions=asked, suite="pt"), replace(OTHER, suite="en")], lambda *_: None
    )
    told = found.told()
    assert told["suites"].keys() == {"pt", "en"}
    assert told["suites"]["pt"]["abstention_auc"] is not None
    assert told["suites"]["en"]["abstention_auc"] is None
    assert told["suites"]["pt"]["overall"]["recall@10"] == told["overall"]["recall@10"] == 1
    assert UNANSWERABLE not in told["kinds"]


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


def test_our_own_suites_are_asked_when_no_file_is_given(monkeypatch):
    ours = {"pt": [replace(SHOP, suite="pt")], "en": [replace(OTHER, suite="en")]}
    monkeypatch.setattr("api.cli.eval.dialogues", lambda family, language: ours[language])
    monkeypatch.setenv("VENTROS_EMBEDDER", "hashing")
    told = CliRunner().invoke(app, ["recall", "--output", "json"])
    assert told.exit_code == 0
    assert json.loads(told.stdout)["suites"].keys() == {"pt", "en"}
    shown = CliRunner().invoke(app, ["recall", "--suite", "en"])
    assert shown.exit_code == 0
    assert "1 questions to 1 turns" in shown.stdout


def test_a_file_needs_its_form_and_a_form_its_file(tmp_path):
    (tmp_path / "talks.json").write_text("[]")
    for asked in (["recall", str(tmp_path / "talks.json")], ["recall", "--format", "qa"]):
        told = CliRunner().invoke(app, asked)
        assert told.exit_code == 2
        assert "go together" in told.stderr


def test_a_dialogue_is_shown_with_what_is_asked_about_it():
    shown = CliRunner().invoke(app, ["dialogues", "--suite", "en", "--number", "2"])
    assert shown.exit_code == 0
    assert shown.stdout.startswith("# en-02")
    assert "## s01" in shown.stdout
    assert "multi-hop: " in shown.stdout
    assert "kept: " in shown.stdout
    beyond = CliRunner().invoke(app, ["dialogues", "--number", "21"])
    assert beyond.exit_code == 2
    assert "there are 20 dialogues" in beyond.stderr
