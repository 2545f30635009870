"""Builds and documents the marts with dbt, and knows the questions that come with them.

dbt runs as a process of its own: it wants its credentials in the environment, where ours would hand them on to whatever
is started later. It ends when we do, even by kill -9, so that nobody builds beside whoever comes after us.
"""

import fcntl
import json
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

from contracts.errors import VentrosError
from contracts.settings import Settings
from memory.core.mart import AlreadyBuilding, building, record_build
from memory.examine import reach
from pipelines.local.process import ENVIRONMENT, kept

PROJECT = Path(__file__).parents[1] / "dbt"
RESULTS = Path("target/run_results.json")
SOURCES = Path("target/sources.json")
PAGE = Path("target/static_index.html")
WELL = {"success", "pass", "no-op"}
TOLD = 10
"""Lines of dbt's output, or failures, that an error repeats."""

GRACE = 3.0
"""Seconds in which dbt, asked to stop, takes back its queries; after as many more it is killed."""


class MartsNotBuilt(VentrosError):
    """The marts could not be built, or do not pass their tests.

    The first line of its message quotes no row. `permanent` tells whether building once more would give the same.
    """

    def __init__(self, message: str, *, permanent: bool = True) -> None:
        super().__init__(message)
        self.permanent = permanent


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
    stop: threading.Event | None = None,
) -> list[Result]:
    """Build and test the marts as `transform`: all, or those that dbt's `select` names; `say` is told dbt's lines.

    `full_refresh` makes the tables anew; who sets `stop` ends it. Raises MartsNotBuilt naming what failed,
    AlreadyBuilding where anybody builds the marts of this database or works in this data folder, Unavailable.
    """
    options = (["--full-refresh"] if full_refresh else []) + (["--select", *select] if select else [])
    with _ready(settings) as folder, building(settings), nullcontext() if select else _recorded(settings, stop):
        _run(settings, folder, ["build", *options], RESULTS, say, stop)
        results = _judge(folder)
    if not results:
        raise MartsNotBuilt(f"No model or test is called {' or '.join(select)}: nothing was done.")
    return results


def models(results: Sequence[Result]) -> list[Result]:
    """Those of them that are models."""
    return [one for one in results if one.kind == "model"]


def tests(results: Sequence[Result]) -> list[Result]:
    """Those of them that are tests of data or of models."""
    return [one for one in results if one.kind in ("test", "unit_test")]


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


def _run(
    settings: Settings,
    folder: Path,
    words: list[str],
    result: Path,
    say: Callable[[str], None],
    stop: threading.Event | None = None,
) -> None:
    """Run dbt until it ends or is to stop. Raises MartsNotBuilt when it leaves no result."""
    (folder / result).unlink(missing_ok=True)
    last = deque[str](maxlen=TOLD)
    with subprocess.Popen(
        kept(_command(folder, words), (signal.SIGINT, signal.SIGTERM), GRACE),
        env=_environment(settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        start_new_session=True,  # Ctrl-C is for us, who then end it
    ) as keeper:
        if stop:
            threading.Thread(target=_end, args=(keeper, stop), daemon=True).start()
        for line in keeper.stderr or ():
            last.append(line.rstrip())
            say(last[-1])
    if stop and stop.is_set():
        raise MartsNotBuilt("Building the marts was stopped.", permanent=False)
    if not (folder / result).exists():
        where = f"dbt did not come to building the marts. The log is in {folder / 'logs'}."
        told = [where, *filter(None, last)]
        raise MartsNotBuilt("\n".join(told), permanent=False)


def _command(folder: Path, words: list[str]) -> list[str]:
    command = [sys.executable, "-P", "-c", "from dbt.cli.main import cli; cli()", *words]
    command += ["--project-dir", str(PROJECT), "--profiles-dir", str(PROJECT), "--no-use-colors"]
    return [*command, "--target-path", str(folder / "target"), "--log-path", str(folder / "logs")]


def _environment(settings: Settings) -> dict[str, str]:
    return ENVIRONMENT | {
        "DO_NOT_TRACK": "1",
        "VENTROS_DATABASE_HOST": settings.database_host,
        "VENTROS_DATABASE_PORT": str(settings.database_port),
        "VENTROS_DATABASE_NAME": settings.database_name,
        "VENTROS_TRANSFORM_PASSWORD": settings.transform_password.get_secret_value(),
    }


def _end(keeper: "subprocess.Popen[str]", stop: threading.Event) -> None:
    """Close the keeper's pipe, which is its order to end dbt, when it is to stop."""
    stop.wait()
    if keeper.stdin:
        keeper.stdin.close()


def _judge(folder: Path) -> list[Result]:
    """Read what dbt recorded. Raises MartsNotBuilt naming what failed."""
    recorded = json.loads((folder / RESULTS).read_text())
    results = [_result(one) for one in recorded["results"]]
    failed = [one for one in results if not one.well]
    if failed:
        names = ", ".join(f"{one.kind} {one.name}" for one in failed[:TOLD])
        told = "\n".join(f"  {one.kind} {one.name}: {one.status} {one.message}" for one in failed[:TOLD])
        raise MartsNotBuilt(
            f"{len(failed)} of {len(results)} failed: {names}. The log is in {folder / 'logs'}.\n{told}",
            permanent=all(one.status != "error" for one in failed),
        )
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
def _recorded(settings: Settings, stop: threading.Event | None) -> Iterator[None]:
    """Remember how the build ended; one that was stopped has not."""
    try:
        yield
    except MartsNotBuilt:
        if not (stop and stop.is_set()):
            record_build(settings, failed=True)
        raise
    record_build(settings, failed=False)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the folder of dbt, in which two runs would write the same files."""
    with (folder / "lock").open("ab") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyBuilding from error
        yield
