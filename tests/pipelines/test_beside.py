"""A sink on a thread of its own: same batches, same order, and a failure stops everything."""

import threading
import time

from bytewax.dataflow import Dataflow
from bytewax.operators import input as source
from bytewax.operators import output
from bytewax.outputs import DynamicSink, StatelessSinkPartition
from bytewax.testing import TestingSource, run_main

from contracts.errors import Unavailable
from pipelines.beside import Beside, Through
from pipelines.ending import Ending


class Kept(DynamicSink[int]):
    def __init__(self):
        self.items, self.threads, self.closed = [], set(), False

    def build(self, step_id, worker_index, worker_count):
        kept = self

        class Part(StatelessSinkPartition[int]):
            def write_batch(self, items):
                kept.threads.add(threading.get_ident())
                if 13 in items:
                    raise ValueError("13")
                kept.items += items

            def close(self):
                kept.closed = True

        return Part()


def run(kept, numbers, stop):
    flow = Dataflow("beside")
    output("out", source("in", flow, TestingSource(numbers, batch_size=3)), Beside(kept, stop))
    run_main(flow)


def test_everything_arrives_in_order_on_another_thread_and_the_sink_is_closed():
    kept = Kept()
    run(kept, list(range(10)), lambda: None)
    assert kept.items == list(range(10))
    assert kept.threads
    assert threading.get_ident() not in kept.threads
    assert kept.closed


def test_a_failure_stops_everything_and_nothing_after_it_is_written():
    kept, stopped = Kept(), threading.Event()
    run(kept, [1, 2, 3, 13, 4, 5], stopped.set)
    assert stopped.is_set()
    assert kept.items in ([], [1, 2, 3])


def test_what_waits_is_written_as_one_batch():
    """A transaction costs about the same for many records as for few."""
    kept, entered, go = Kept(), threading.Event(), threading.Event()
    sizes = []

    class Slow(Kept):
        def build(self, *where):
            part = kept.build(*where)
            write = part.write_batch

            def slowly(items):
                sizes.append(len(items))
                entered.set()
                go.wait(5)
                write(items)

            part.write_batch = slowly
            return part

    beside = Beside(Slow(), lambda: None).build("s", 0, 1)
    beside.write_batch([1])
    entered.wait(5)
    for number in (2, 3, 4):
        beside.write_batch([number])
    go.set()
    beside.close()
    assert sizes == [1, 3]
    assert kept.items == [1, 2, 3, 4]


def test_a_step_stands_before_the_sink():
    kept = Kept()
    sink = Through(lambda numbers: [10 * number for number in numbers], kept).build("s", 0, 1)
    sink.write_batch([1, 2])
    sink.close()
    assert kept.items == [10, 20]
    assert kept.closed


def test_a_sink_that_gathers_waits_for_more_and_not_longer_than_it_was_told():
    kept, sizes = Kept(), []

    class Counting(Kept):
        def build(self, *where):
            part = kept.build(*where)
            write = part.write_batch
            part.write_batch = lambda items: (sizes.append(len(items)), write(items))
            return part

    beside = Beside(Counting(), lambda: None, gather=0.3).build("s", 0, 1)
    for number in range(5):
        beside.write_batch([number])
    deadline = time.monotonic() + 5
    while not kept.items and time.monotonic() < deadline:
        threading.Event().wait(0.01)
    assert (sizes, kept.items) == ([5], [0, 1, 2, 3, 4])
    beside.close()


def test_once_asked_to_end_the_batch_in_hand_is_the_last_and_what_waits_is_left():
    kept, entered, go, ending = Kept(), threading.Event(), threading.Event(), Ending()

    class Slow(Kept):
        def build(self, *where):
            part = kept.build(*where)
            write = part.write_batch
            part.write_batch = lambda items: (entered.set(), go.wait(5), write(items))
            return part

    beside = Beside(Slow(), lambda: None, ending=ending).build("s", 0, 1)
    beside.write_batch([1])
    entered.wait(5)
    beside.write_batch([2])
    ending.ask()
    go.set()
    beside.close()
    assert (kept.items, kept.closed) == ([1], True)


def test_a_batch_whose_database_is_away_is_left_when_the_process_is_to_end_and_is_no_failure():
    stopped, ending, tried = threading.Event(), Ending(), threading.Event()

    class Away(Kept):
        def build(self, *where):
            part = super().build(*where)

            def refuse(items):
                tried.set()
                ending.ask()
                raise Unavailable

            part.write_batch = refuse
            return part

    away = Away()
    beside = Beside(away, stopped.set, ending=ending).build("s", 0, 1)
    beside.write_batch([1])
    assert tried.wait(5)
    beside.close()
    assert (stopped.is_set(), away.closed) == (False, True)
