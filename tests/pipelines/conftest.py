import os
from pathlib import Path

import pytest

from pipelines import models


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the models in it: the one of VENTROS_DATA_DIR, so that many runs fetch once, or a new one."""
    folder = os.environ.get("VENTROS_DATA_DIR")
    path = Path(folder) if folder else tmp_path_factory.mktemp("data")
    models.fetch(path)
    return path
