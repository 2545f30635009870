"""How a process is asked to end, and what becomes of one that does not come to its end."""

import asyncio
import signal
import subprocess
import sys
import threading

import pytest

from pipelines.ending import Ending

STUBBORN = """
import logging, threading
from pipelines import ending
logging.basicConfig(format="%(message)s")
ending.LIMIT = 0.2
ending.Ending().listen()
print("ready", flush=True)
threading.Event().wait()
"""

SET_BACK = """
import logging, threading, time
from pipelines import ending
logging.basicConfig(format="%(message)s")
ending.LOOK = ending.SET_BACK = 0.1
now, back = time.time, 0.0
time.time = lambda: now() - back
ending.Ending().listen()
for back in ({steps}):
    threading.Event().wait(0.3)
print("still there", flush=True)
"""


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT])
def test_what_does_not_end_in_time_is_left_and_says_so(signum):
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", STUBBORN], **both) as process:
        process.stdout.readline()
        process.send_signal(signum)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 0
    assert said.splitlines()[0] == f"asked to end by {signum.name}"
    assert "with work in hand: it is done anew" in said


@pytest.mark.parametrize("steps, ends", [("-600.0, -1200.0, -1200.0", False), ("0.0, 600.0, 600.0", True)])
def test_a_clock_that_is_set_back_ends_the_process_and_one_that_is_set_forward_does_not(steps, ends):
    script = SET_BACK.format(steps=steps)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)
    assert ("still there" in done.stdout) is not ends
    assert ("the clock was set back by 600 s: this process is to be started anew" in done.stderr) is ends


def test_whoever_wants_to_know_is_told_once_also_when_it_comes_too_late():
    ending, told = Ending(), []
    ending.then(lambda: told.append("before"))
    ending.ask()
    ending.ask()
    ending.then(lambda: told.append("after"))
    assert (ending.asked, told) == (True, ["before", "after"])


async def test_works_go_on_side_by_side_until_the_end_is_asked_for_from_anywhere():
    ending, cancelled = Ending(), []

    async def work(name):
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(name)

    together = asyncio.create_task(ending.meanwhile(work("a"), work("b")))
    await asyncio.sleep(0)
    threading.Thread(target=ending.ask).start()
    await asyncio.wait_for(together, 5)
    assert sorted(cancelled) == ["a", "b"]


async def test_a_work_that_fails_ends_the_others_and_is_told():
    async def fail():
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await asyncio.wait_for(Ending().meanwhile(fail(), asyncio.Event().wait()), 5)
