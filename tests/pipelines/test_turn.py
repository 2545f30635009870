"""One process of a kind reads at a time; a newer version gets its turn, and a frozen one holds up nobody for long."""

import threading
from contextlib import ExitStack
from uuid import uuid4

import pytest

from memory.core.flow_turn import Presence
from pipelines import turn
from pipelines.ending import Ending
from pipelines.turn import Turn


@pytest.fixture
def kind():
    return f"flows-{uuid4().hex[:6]}"


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(turn, "LOOK", 0.02)
    monkeypatch.setattr(turn, "AT_WORK", 0.05)


@pytest.fixture
def come(settings, kind):
    """`come("0.1.0")`: a process of that version that wants its turn, with `.begun`, `.ending`, and `.go()` at its end."""
    with ExitStack() as stack:

        def begin(version):
            here, ending = ExitStack(), Ending()
            taken = here.enter_context(Turn(settings, kind, ending, version))
            taken.ending, taken.begun = ending, threading.Event()
            threading.Thread(target=lambda: taken.wait() and taken.begun.set(), daemon=True).start()
            taken.go = here.close
            stack.callback(here.close)
            stack.callback(ending.ask)
            return taken

        yield begin


def test_a_second_one_waits_until_the_first_is_gone(come, settings, kind, until):
    first = come("0.1.0")
    assert first.begun.wait(10)
    second = come("0.1.0")
    with Presence(settings, kind, "0.0.0") as seen:
        until(lambda: len(seen.others()) == 2)
        assert [other.works for other in seen.others()] == [True, False]
    assert not second.begun.is_set()
    first.go()
    assert second.begun.wait(10)


def test_a_newer_one_is_let_in_and_begins_when_the_older_one_has_ended(come):
    older = come("0.9.0")
    assert older.begun.wait(10)
    asked = threading.Event()
    older.ending.then(asked.set)
    newer = come("0.10.0")
    assert asked.wait(10)
    assert not newer.begun.is_set()
    older.go()
    assert newer.begun.wait(10)


def test_an_older_one_waits_and_goes_on_when_the_newer_one_is_taken_back(come, settings, kind, until):
    newer = come("0.10.0")
    assert newer.begun.wait(10)
    older = come("0.9.0")
    with Presence(settings, kind, "0.0.0") as seen:
        until(lambda: len(seen.others()) == 2)
        before = seen.others()
        until(lambda: all(now.asked_at > was.asked_at for now, was in zip(seen.others(), before, strict=True)))
    assert (older.begun.is_set(), newer.ending.asked) == (False, False)
    newer.go()
    assert older.begun.wait(10)


def test_one_that_shows_nothing_any_more_is_not_waited_for(come, settings, kind):
    with Presence(settings, kind, "0.1.0") as frozen:
        assert frozen.mine()
        assert come("0.1.0").begun.wait(10)


def test_one_that_waits_and_is_asked_to_end_does_not_begin(come):
    first = come("0.1.0")
    assert first.begun.wait(10)
    second = come("0.1.0")
    second.ending.ask()
    assert second.wait() is False
    assert not second.begun.is_set()


def test_a_connection_that_is_ended_is_opened_again_and_the_turn_is_kept(come, settings, kind, until):
    first = come("0.1.0")
    assert first.begun.wait(10)
    with Presence(settings, kind, "0.0.0") as seen:
        (before,) = seen.others()
        with seen._connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(%s)", (before.pid,))
        (after,) = until(lambda: [other for other in seen.others() if other.pid != before.pid and other.works])
    assert (after.version, first.ending.asked) == ("0.1.0", False)
