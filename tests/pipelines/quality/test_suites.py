"""A suite for every contract, made from it, and judged without telling anybody."""

import socket

import great_expectations.expectations as gxe
import pandas as pd
import pytest

from contracts.event import catalogue
from contracts.topics import TOPICS
from pipelines.quality.additions import BETWEEN, IN_ORDER, KEYS, ONE_OF, PAST, REFERENCES
from pipelines.quality.events import event_suites, topic_suites
from pipelines.quality.field import fields
from pipelines.quality.judge import Judge, NotJudged
from pipelines.quality.page import write
from pipelines.quality.staging import staging_suites
from pipelines.quality.suite import NUMBER, ROW, TENANT, Expectation, Suite, counted, there, unique
from pipelines.quality.verdict import Verdict

from .conftest import NOON


def test_every_event_has_a_suite_and_every_field_of_it_a_promise():
    suites = event_suites(NOON)
    assert suites.keys() == catalogue().keys()
    assert len(suites) > 70
    for name, event in catalogue().items():
        whats = [one.what for one in suites[name].expectations]
        assert len(whats) == len(set(whats))
        for field in fields(event):
            assert [what for what in whats if what.startswith(f"{field.name} is of type ")] or not field.kinds
            assert (f"{field.name} is there" in whats) is field.required
            assert (f"{field.name} is a {field.format}" in whats) is bool(field.format)
    assert topic_suites(NOON).keys() == TOPICS.keys()


def test_of_a_text_that_may_say_anything_no_suite_reads_what_it_says():
    columns = event_suites(NOON)["message.created"].columns
    assert "text" not in columns
    assert "text as JSON" in columns
    assert "is null" in staging_suites(NOON)["stg_crm__contacts"].columns["name there"]


def test_what_is_added_by_hand_is_added_to_a_suite_that_there_is():
    known = event_suites(NOON).keys() | staging_suites(NOON).keys()
    for added in (IN_ORDER, BETWEEN, ONE_OF, PAST, KEYS, REFERENCES):
        assert added.keys() <= known


def test_every_expectation_is_one_that_great_expectations_knows():
    suites = [*event_suites(NOON).values(), *topic_suites(NOON).values(), *staging_suites(NOON).values()]
    known = {name for name in dir(gxe) if name.startswith("Expect")}
    for suite in suites:
        for one in suite.expectations:
            assert "".join(f"{part[0].upper()}{part[1:]}" for part in one.type.split("_")) in known


@pytest.fixture
def frame():
    return pd.DataFrame({ROW: ["a", "a", "b"], TENANT: ["t"] * 3, f"n{NUMBER}": [1.0, None, -1.0]})


def test_a_judgement_names_the_rows_and_nobody_outside_is_asked(frame, monkeypatch, tmp_path):
    def refuse(*_):
        raise AssertionError("somebody is called")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.chdir(tmp_path)
    suite = Suite("lake", "x")
    suite.expect(there(f"n{NUMBER}", "n is there"), counted(f"n{NUMBER}"), unique([TENANT, ROW], "once"))
    assert {(one.what, *one.broken) for one in Judge()(suite, frame)} == {
        ("n is there", 1), ("n is not negative", 2), ("once", 0, 1),
    }  # fmt: skip
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_judged_is_no_violation_but_an_error_without_a_value(frame):
    suite = Suite(
        "lake", "x", {}, [Expectation("all is well", "expect_column_values_to_be_unique", {"column": "gone"})]
    )
    with pytest.raises(NotJudged, match="x: whether all is well could not be judged"):
        list(Judge()(suite, frame))


def test_a_page_of_a_run_without_any_rows_is_a_page(tmp_path):
    text = write(Verdict(NOON, None, None), tmp_path / "deep").read_text()
    assert text.startswith("<!doctype html>")
    assert "All is well" in text
    assert "http" not in text
