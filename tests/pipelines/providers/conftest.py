from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from pipelines.providers import Embedder, choose_embedder


@pytest.fixture(scope="session")
def use(data_dir: Path) -> Embedder:
    return choose_embedder("use", data_dir)


@pytest.fixture
def thursday() -> datetime:
    """Thursday, 12 March 2026, ten in the morning in São Paulo."""
    return datetime(2026, 3, 12, 10, tzinfo=ZoneInfo("America/Sao_Paulo"))
