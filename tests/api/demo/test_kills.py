import pytest

from api.demo.kills import kill_by_plan, plan


class Recorder:
    """Stands for the processes: remembers who was killed, and when it was waited for."""

    def __init__(self):
        self.told = []

    def kill(self, role):
        self.told.append(("kill", role))

    def wait_ready(self, role, restarts):
        self.told.append(("ready", role, restarts))


@pytest.mark.parametrize("kills", [1, 3, 5])
def test_the_first_kill_waits_for_messages_and_the_last_leaves_some_to_come(kills):
    planned = plan(kills)
    shares = [kill.share for kill in planned]
    assert shares == sorted(shares)
    assert 0 < shares[0] < shares[-1] < 1
    assert sorted(kill.role for kill in planned) == ["flows"] * kills + ["relay"] * kills


async def test_each_kill_comes_when_its_share_is_recorded_and_waits_until_the_process_is_back():
    counts, processes, killed = iter([0, 0, 2, 3, 5, 7, 9]), Recorder(), []

    async def count():
        return next(counts)

    await kill_by_plan(processes, plan(1), 10, count, killed.append)
    assert processes.told == [("kill", "flows"), ("ready", "flows", 1), ("kill", "relay"), ("ready", "relay", 1)]
    assert [kill.role for kill in killed] == ["flows", "relay"]
