"""docs/tutorial-analyst.md, word for word; and its questions once more, asked of the file that the analyst took along."""

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest

PAGE = "tutorial-analyst.md"


def test_this_part_goes_as_the_page_tells(reader, part):
    reader.follow(part)


def cells(answer):
    """The rows that psql printed, as texts."""
    _, ruled, *rows = answer.strip("\n").splitlines()
    assert set(ruled) <= set("-+")
    return [[cell.strip() for cell in row.split("|")] for row in rows if not row.startswith("(")]


def as_printed(value):
    """A value of DuckDB as psql prints it, a number as a number."""
    if isinstance(value, Decimal | float | int):
        return float(value)
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S}"
    return value.isoformat() if isinstance(value, date) else value


def likewise(cell, value):
    """What psql printed, a number where DuckDB says a number."""
    return float(cell) if isinstance(value, Decimal | float | int) else cell


def test_the_exported_file_answers_all_ten_questions_with_the_numbers_of_the_page(reader, parts):
    questions = [step for steps in parts.values() for step in steps if step.kind == "sql"]
    assert len(questions) == 10
    with duckdb.connect(reader.temporary / "ventros-hour/marts/marts.duckdb", read_only=True) as marts:
        for question in questions:
            rows = marts.execute(question.text).fetchall()
            told = cells(question.answer)
            assert [list(map(as_printed, row)) for row in rows] == [
                list(map(likewise, row, values)) for row, values in zip(told, rows, strict=True)
            ]


@pytest.mark.parametrize("answer", ["598 | 1", "…", "59… | 1"])
def test_an_answer_may_be_left_open_within_a_line(answered, answer):
    assert answered(answer, "598 | 1\n")


@pytest.mark.parametrize("answer", ["599 | 1", "598 | 1\n…", "…9 | 1", ""])
def test_another_answer_is_no_answer(answered, answer):
    assert not answered(answer, "598 | 1\n")
