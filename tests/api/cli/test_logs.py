import json
import stat

import pytest

from api.cli import logs
from api.cli.logs import Log, harmless, readable


@pytest.fixture
def log(tmp_path):
    return Log(tmp_path / "logs" / "api.log")


def add(log, text):
    with log.path.open("a") as file:
        file.write(text)


def test_each_look_gives_the_whole_lines_that_came_since_the_last(log):
    add(log, "one\ntwo\nthr")
    assert log.lines() == ["one", "two"]
    add(log, "ee\n")
    assert log.lines() == ["three"]
    assert log.lines() == []


def test_a_look_begins_where_the_log_ended_when_it_was_opened(log):
    add(log, "before\n")
    again = Log(log.path)
    add(log, "after\n")
    assert again.lines() == ["after"]


def test_a_long_log_begins_anew_and_keeps_the_one_before(log, monkeypatch):
    monkeypatch.setattr(logs, "KEPT_BYTES", 100)
    add(log, "x" * 99 + "\n" + "y\n")
    assert len(log.lines()) == 2
    assert log.path.stat().st_size == 0
    assert log.path.with_suffix(".log.1").read_text().endswith("y\n")
    add(log, "z\n")
    assert log.lines() == ["z"]


def test_only_its_owner_may_read_a_log(log):
    assert stat.S_IMODE(log.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.path.parent.stat().st_mode) == 0o700


def test_a_note_of_ours_reads_like_every_other_line(log):
    log.note("flows ended")
    assert readable(log.lines()[0])[8:] == " WARNING flows ended"
    assert log.last() == readable(log.path.read_text())


def test_a_line_shows_what_happened_its_values_and_its_trace():
    told = {"event": "request failed", "level": "error", "timestamp": "2026-03-02T12:00:00Z", "path": "/x"}
    assert readable(json.dumps(told))[8:] == " ERROR request failed path=/x"
    assert readable(json.dumps(told | {"exception": "Traceback\n  in x"})).endswith("path=/x\nTraceback\n  in x")
    assert readable(json.dumps(told | {"level": "info"}))[8:] == " request failed path=/x"


@pytest.mark.parametrize("line", ["", "plain words", "{", "[1]", '"text"', '{"event": 1}', '{"timestamp": "never"}'])
def test_a_line_that_is_not_ours_stays_as_it_is(line):
    assert readable(line) == line


def test_what_strangers_write_does_nothing_to_the_terminal():
    assert harmless("\x1b[31mred\x07\r\nnext\tword ç→") == " [31mred  \nnext\tword ç→"
    told = {"event": "\x1b]0;title\x07", "level": "info", "timestamp": "2026-03-02T12:00:00Z"}
    assert "\x1b" not in readable(json.dumps(told))
