"""What a process says of itself: fields that are known, and nothing that anybody sent."""

import io
import json
import logging
import sys
import threading
import warnings

import pytest
import structlog

from api.cli import log_lines
from contracts.errors import Unavailable, trace
from contracts.settings import Settings

SENT = "ana.planted@example.com"


def refuse(before):
    raise ExceptionGroup(SENT, [KeyError(SENT), Unavailable("Postgres is away.")]) from before


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def begin():
    """`begin(out, **settings)`: as a process does; what was before is there again afterwards."""
    root, hooks, raising = logging.getLogger(), (sys.excepthook, threading.excepthook), logging.raiseExceptions
    names = (*log_lines.OURS, *log_lines.QUIET)
    kept = list(root.handlers), root.level, [logging.getLogger(name).level for name in names]

    def begun(out=None, **settings):
        out = out or io.StringIO()
        log_lines.begin(Settings(_env_file=None, env="loja", **settings), "flows", out)
        return lambda: [json.loads(line) for line in out.getvalue().splitlines()]

    yield begun
    root.handlers[:], root.level = kept[:2]
    for name, level in zip(names, kept[2], strict=True):
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)
    logging.raiseExceptions, (sys.excepthook, threading.excepthook) = raising, hooks
    structlog.reset_defaults()


def test_a_line_says_when_where_and_what_whoever_says_it(begin):
    said = begin()
    logging.getLogger("ventros.flow").warning("%d dead letters", 2, extra={"tenant_id": "t", "flow": "inbound"})
    structlog.get_logger("api.search").warning("searching by words alone", error="Unavailable")
    ours, other = said()
    assert ours.pop("timestamp").endswith("Z")
    assert ours == {
        "level": "warning", "logger": "ventros.flow", "process": "flows", "env": "loja",
        "event": "2 dead letters", "tenant_id": "t", "flow": "inbound",
    }  # fmt: skip
    assert (other["logger"], other["event"], other["error"]) == (
        "api.search",
        "searching by words alone",
        "Unavailable",
    )


def test_a_field_that_is_not_known_is_in_no_line(begin):
    said = begin()
    logging.getLogger("ventros.flow").warning("received", extra={"body": SENT})
    structlog.get_logger("api.search").warning("received", question=SENT)
    assert len(said()) == 2
    assert SENT not in str(said())


def test_a_trace_is_in_every_line_of_what_is_done_in_it(begin):
    said = begin()
    with structlog.contextvars.bound_contextvars(trace_id="4bf9"):
        logging.getLogger("ventros.flow").warning("in it")
    logging.getLogger("ventros.flow").warning("after it")
    assert [line.get("trace_id") for line in said()] == ["4bf9", None]


def test_an_error_is_told_by_its_kind_and_place_and_not_in_its_words(begin):
    said = begin()
    try:
        refuse(ValueError(SENT))
    except ExceptionGroup:
        logging.getLogger("ventros.flow").exception("a sink failed")
        logging.getLogger("uvicorn.error").exception("failed")
    for line in said():
        assert SENT not in str(line)
        for word in ("ValueError", "ExceptionGroup", "KeyError", "Postgres is away.", "test_log_lines.py"):
            assert word in line["exception"]


def test_of_what_other_packages_say_the_first_line_is_kept(begin):
    said = begin()
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task %s>", SENT)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"serializer warnings:\n  input_value={SENT}", stacklevel=1)
    task, warning = said()
    assert task["event"] == "Task exception was never retrieved"
    assert "serializer warnings:" in warning["event"]
    assert SENT not in str(said())


def test_other_packages_tell_no_headers_and_bodies_whatever_our_level_is(begin):
    said = begin(log_level="DEBUG")
    for name in ("httpcore.http11", "httpx", "mcp.server", "psycopg.pool", "asyncio"):
        logging.getLogger(name).debug(SENT)
    logging.getLogger("ventros.flow").debug("ours")
    assert [line["event"] for line in said()] == ["ours"]


def test_what_ends_a_process_or_a_thread_is_a_line_too(begin):
    said = begin()
    thread = threading.Thread(target=lambda: int(SENT))
    thread.start()
    thread.join()
    try:
        int(SENT)
    except ValueError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    assert [line["level"] for line in said()] == ["critical", "critical"]
    assert SENT not in str(said())


def test_at_a_terminal_it_is_for_people_and_the_setting_decides_where_somebody_said(begin):
    terminal, told, file = Terminal(), Terminal(), io.StringIO()
    for out, form in ((terminal, "auto"), (told, "json"), (file, "text")):
        begin(out, log_format=form)
        logging.getLogger("ventros.flow").warning("waits")
    assert terminal.getvalue()[8:] == file.getvalue()[8:] == " WARNING waits\n"
    assert json.loads(told.getvalue())["event"] == "waits"


def test_a_line_that_cannot_be_written_prints_nothing_of_it(begin, capsys):
    begin()
    logging.getLogger("ventros.flow").warning("%d", SENT)
    assert SENT not in "".join(capsys.readouterr())


def test_errors_that_have_no_place_are_told_too():
    assert trace(KeyError(SENT)) == "KeyError"
