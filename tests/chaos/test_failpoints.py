"""Every failpoint names a function that is there, and ends the process that passes it when it is armed, once."""

import os
import subprocess
import sys

import pytest

from api.cli.child import inherited
from tests.chaos.failpoints import FAILPOINTS, ORDERS, Failpoint, order, wrapped
from tests.chaos.faults import FAULTS

PASS = """
from pathlib import Path
import sys
import tests.chaos.failpoints as failpoints
failpoints.FAILPOINTS = (failpoints.Failpoint("x: y", "role", "MOMENT", "tests.chaos.ledger:Ledger.acknowledge"),)
failpoints.install("role", Path(sys.argv[1]))
from tests.chaos.ledger import Ledger
ledger = Ledger(Path(sys.argv[1]) / "ledger")
ledger.acknowledge(1)
ledger.acknowledge(2)
"""


@pytest.mark.parametrize("moment, written", [("before", 0), ("after", 1)])
def test_who_passes_an_armed_point_is_gone_at_that_moment_and_the_next_one_passes(tmp_path, moment, written):
    armed = tmp_path / "x-y"
    armed.touch()
    command = [sys.executable, "-c", PASS.replace("MOMENT", moment), str(tmp_path)]
    assert subprocess.run(command, env=inherited(), check=False).returncode == -9
    assert not armed.exists()
    assert len((tmp_path / "ledger").read_text().splitlines()) == written
    assert subprocess.run(command, env=inherited(), check=False).returncode == 0


@pytest.mark.parametrize("point", FAILPOINTS, ids=order)
def test_a_point_names_a_function(point: Failpoint, monkeypatch):
    installed = []
    monkeypatch.setattr("tests.chaos.failpoints.setattr", lambda *what: installed.append(what), raising=False)
    monkeypatch.setattr("tests.chaos.failpoints.FAILPOINTS", (point,))
    from tests.chaos.failpoints import install

    install(point.role, None)
    assert [name for _, name, _ in installed] == [point.function.rpartition(":")[2].rpartition(".")[2]]


async def test_a_point_that_is_not_armed_changes_nothing(tmp_path):
    async def twice(number):
        return 2 * number

    point = FAILPOINTS[0]
    assert await wrapped(twice, point, tmp_path)(4) == 8
    assert wrapped(abs, point, tmp_path)(-4) == 4


def test_faults_have_names_of_their_own_and_orders_are_file_names():
    names = [fault.name for fault in FAULTS]
    assert len(set(names)) == len(names)
    assert len({order(point) for point in FAILPOINTS}) == len(FAILPOINTS)
    assert all(os.sep not in order(point) for point in FAILPOINTS)
    assert ORDERS.isupper()
