"""What is known of people beside what is true, judged."""

import json
from datetime import UTC, datetime, timedelta

from typer.testing import CliRunner

from api.cli.eval import app
from contracts.types import Money
from pipelines.evaluation.facts import judge, told
from pipelines.evaluation.suite import Dialogue, FactQuestion, Turn
from pipelines.providers import choose_facts

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def dialogue(*said, asked):
    turns = [Turn(str(day), text, NOON + timedelta(days=day), "Bia", "c", "s") for day, text in enumerate(said)]
    return Dialogue("shop", turns, [], asked)


def asks(predicate, expected, kind="current", day=None, whose="Bia"):
    as_of = None if day is None else NOON + timedelta(days=day, hours=1)
    return FactQuestion(whose, predicate, as_of, expected, frozenset(), kind)


SAID = (
    "Meu orçamento é R$ 5.000",
    "Meu orçamento agora é R$ 3.000",
    "meu email é bia@example.com",
    "Me ligue no 11 91234-5678",
)


def judged(*asked):
    return judge(dialogue(*SAID, asked=list(asked)), choose_facts("rules"))


def test_the_present_and_the_past_are_told_apart():
    now, then = judged(
        asks("budget", Money(amount=300_000, currency="BRL")),
        asks("budget", Money(amount=500_000, currency="BRL"), "as-of", day=0),
    )
    assert (now.right, now.known) == (True, {"3000.00 BRL"})
    assert (then.right, then.known) == (True, {"5000.00 BRL"})


def test_each_of_a_set_has_to_be_known_and_nothing_where_nothing_is_true():
    answers = judged(
        asks("email", frozenset({"bia@example.com"})),
        asks("email", frozenset({"bia@example.com", "other@example.com"})),
        asks("lives_at", None, "kept"),
        asks("lives_at", "Recife"),
        asks("budget", None, whose="Caio"),
    )
    assert [one.right for one in answers] == [True, False, True, False, True]


def test_a_value_that_was_never_true_is_false_and_one_of_before_is_only_stale():
    before = asks("budget", Money(amount=500_000, currency="BRL"), "as-of", day=0)
    stale, false = asks("budget", Money(amount=300_000, currency="BRL"), "kept", day=0), asks("email", None, "kept")
    found = told(judged(before, stale, false))
    assert found["overall"] == {"current": 0, "as_of": 1, "false_supersession": 0.5}
    assert found["predicates"] == {"budget": 0.5, "email": 0}


def test_of_no_questions_there_are_no_shares():
    assert told([])["overall"] == {"current": None, "as_of": None, "false_supersession": None}


def test_the_command_tells_of_our_own_suites():
    done = CliRunner().invoke(app, ["facts", "--suite", "pt", "--output", "json"])
    assert done.exit_code == 0
    found = json.loads(done.stdout)
    assert found["questions"] > 150
    assert found["overall"].keys() == {"current", "as_of", "false_supersession"}
    shown = CliRunner().invoke(app, ["facts", "--suite", "pt"])
    assert "false_supersession" in shown.stdout
