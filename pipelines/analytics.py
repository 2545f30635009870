"""Builds the marts with dbt, and knows the questions that come with them.

dbt runs as a process of its own: it wants its credentials in the environment, where ours would hand them on to whatever
is started later.
"""

import fcntl
import json
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from contracts.errors import Conflict, VentrosError
from contracts.settings import Settings
from memory.examine import reach
from pipelines.local.process import ENVIRONMENT

PROJECT = Path(__file__).parents[1] / "dbt"
RESULTS = Path("target/run_results.json")
WELL = {"success", "pass", "no-op"}
TOLD = 10
"""Lines of dbt's output, or failures, that an error repeats."""


class MartsNotBuilt(VentrosError):
    """The marts could not be built, or do not pass their tests."""


class AlreadyBuilding(Conflict):
    """The marts of this data folder are being built already: wait for that to end."""


class Result(NamedTuple):
    """What became of a model, test or unit test of dbt's."""

    kind: str
    name: str
    status: str
    seconds: float
    message: str

    @property
    def well(self) -> bool:
        """Whether it was built, or holds."""
        return self.status in WELL


class Question(NamedTuple):
    """A question that the marts answer, and its query."""

    title: str
    query: str


def build(
    settings: Settings,
    *,
    full_refresh: bool = False,
    select: Sequence[str] = (),
    say: Callable[[str], None] = lambda _: None,
) -> list[Result]:
    """Build and test the marts as `transform`: all, or those that dbt's `select` names; `say` is told dbt's lines.

    `full_refresh` makes the tables anew. Raises MartsNotBuilt naming what failed, AlreadyBuilding, Unavailable.
    """
    _check_installed()
    reach(settings, "transform")
    folder = settings.data_dir.resolve() / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    options = (["--full-refresh"] if full_refresh else []) + (["--select", *select] if select else [])
    with _alone(folder):
        (folder / RESULTS).unlink(missing_ok=True)
        _run(settings, folder, options, say)
        results = _judge(folder)
    if not results:
        raise MartsNotBuilt(f"No model or test is called {' or '.join(select)}: nothing was done.")
    return results


def questions() -> list[Question]:
    """The questions in `dbt/analyses`, in their order; the first line of each file is the question."""
    texts = [file.read_text().partition("\n") for file in sorted((PROJECT / "analyses").glob("*.sql"))]
    return [Question(title.removeprefix("-- "), query.strip()) for title, _, query in texts]


def _check_installed() -> None:
    try:
        version("dbt-postgres")
    except PackageNotFoundError as error:
        raise MartsNotBuilt("dbt is not installed: pip install 'ventros-crm[dbt]'") from error
    if not (PROJECT / "dbt_project.yml").is_file():  # in site-packages that folder is the package of dbt-core
        raise MartsNotBuilt(f"There is no dbt project at {PROJECT}: build the marts from a checkout.")


def _run(settings: Settings, folder: Path, options: list[str], say: Callable[[str], None]) -> None:
    """Run `dbt build`. Raises MartsNotBuilt when it leaves no results."""
    command = [sys.executable, "-P", "-c", "from dbt.cli.main import cli; cli()", "build", *options]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--no-use-colors"]
    command += ["--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]
    environment = ENVIRONMENT | {
        "DO_NOT_TRACK": "1",
        "VENTROS_DATABASE_HOST": settings.database_host,
        "VENTROS_DATABASE_PORT": str(settings.database_port),
        "VENTROS_DATABASE_NAME": settings.database_name,
        "VENTROS_TRANSFORM_PASSWORD": settings.transform_password.get_secret_value(),
    }
    last = deque[str](maxlen=TOLD)
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=folder
    ) as process:
        for line in process.stdout or ():
            last.append(line.rstrip())
            say(last[-1])
    if not (folder / RESULTS).exists():
        raise MartsNotBuilt("\n".join(["dbt did not come to building the marts:", *filter(None, last)]))


def _judge(folder: Path) -> list[Result]:
    """Read what dbt recorded. Raises MartsNotBuilt naming what failed."""
    recorded = json.loads((folder / RESULTS).read_text())
    results = [_result(one) for one in recorded["results"]]
    failed = [one for one in results if not one.well]
    if failed:
        told = "\n".join(f"  {one.kind} {one.name}: {one.status} {one.message}" for one in failed[:TOLD])
        raise MartsNotBuilt(f"{len(failed)} of {len(results)} failed. The log is in {folder / 'logs'}.\n{told}")
    return results


def _result(recorded: dict[str, object]) -> Result:
    kind, _, name, *_ = str(recorded["unique_id"]).split(".")
    seconds, message = float(str(recorded["execution_time"])), " ".join(str(recorded["message"] or "").split())
    return Result(kind, name, str(recorded["status"]), seconds, message)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder of dbt, in which two runs would write the same files."""
    with (folder / "lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyBuilding from error
        yield
