"""Builds and documents the marts with dbt, and knows the questions that come with them.

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
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from contracts.errors import Conflict, VentrosError
from contracts.settings import Settings
from memory.examine import reach
from pipelines.local.process import ENVIRONMENT

PROJECT = Path(__file__).parents[1] / "dbt"
RESULTS = Path("target/run_results.json")
SOURCES = Path("target/sources.json")
PAGE = Path("target/static_index.html")
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


class Source(NamedTuple):
    """A table that the marts are built from, and when something was last recorded in it."""

    name: str
    newest: datetime | None
    fresh: bool


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
    options = (["--full-refresh"] if full_refresh else []) + (["--select", *select] if select else [])
    with _ready(settings) as folder:
        _run(settings, folder, ["build", *options], RESULTS, say)
        results = _judge(folder)
    if not results:
        raise MartsNotBuilt(f"No model or test is called {' or '.join(select)}: nothing was done.")
    return results


def document(settings: Settings, say: Callable[[str], None] = lambda _: None) -> Path:
    """Write dbt's page about the marts, one file that needs no server; where it is. Raises as `build` does."""
    with _ready(settings) as folder:
        _run(settings, folder, ["docs", "generate", "--static"], PAGE, say)
    return folder / PAGE


def freshness(settings: Settings) -> list[Source]:
    """When something was last recorded, by table, where a silence of a day is worth a look. Raises as `build` does."""
    with _ready(settings) as folder:
        _run(settings, folder, ["source", "freshness"], SOURCES, lambda _: None)
        recorded = json.loads((folder / SOURCES).read_text())["results"]
    return [_source(one) for one in recorded]


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


@contextmanager
def _ready(settings: Settings) -> Iterator[Path]:
    """The folder of dbt, ours until the block ends, when dbt is there and the database lets it in."""
    _check_installed()
    reach(settings, "transform")
    folder = settings.data_dir.resolve() / "dbt"
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder):
        yield folder


def _run(settings: Settings, folder: Path, words: list[str], result: Path, say: Callable[[str], None]) -> None:
    """Run dbt. Raises MartsNotBuilt when it leaves no result."""
    (folder / result).unlink(missing_ok=True)
    command = [sys.executable, "-P", "-c", "from dbt.cli.main import cli; cli()", *words]
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
    if not (folder / result).exists():
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


def _source(recorded: dict[str, str]) -> Source:
    """What dbt recorded of a table; of an empty one it says that something was last recorded in the year 1."""
    *_, schema, table = recorded["unique_id"].split(".")
    newest = datetime.fromisoformat(recorded["max_loaded_at"]) if "max_loaded_at" in recorded else None
    empty = newest is None or newest.year == 1
    return Source(f"{schema}.{table}", None if empty else newest, recorded["status"] == "pass")


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder of dbt, in which two runs would write the same files."""
    with (folder / "lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyBuilding from error
        yield
