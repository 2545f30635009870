import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines import models
from pipelines.providers import Embedder, choose_embedder


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the models in it: the one of VENTROS_DATA_DIR, so that many runs fetch once, or a new one."""
    folder = os.environ.get("VENTROS_DATA_DIR")
    path = Path(folder) if folder else tmp_path_factory.mktemp("data")
    models.fetch(path)
    return path


@pytest.fixture(scope="session")
def use(data_dir: Path) -> Embedder:
    return choose_embedder("use", data_dir)


@pytest.fixture
def thursday() -> datetime:
    """Thursday, 12 March 2026, ten in the morning in São Paulo."""
    return datetime(2026, 3, 12, 10, tzinfo=ZoneInfo("America/Sao_Paulo"))
