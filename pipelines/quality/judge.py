"""Great Expectations says which rows of a frame break what is promised of them. It keeps nothing, and tells nobody."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import great_expectations as gx
import pandas as pd
from great_expectations.data_context.types.base import (
    DataContextConfig,
    InMemoryStoreBackendDefaults,
    ProgressBarsConfig,
)

from contracts.errors import VentrosError
from pipelines.quality.suite import Expectation, Suite


class NotJudged(VentrosError):
    """An expectation could not be judged."""


class Outcome(NamedTuple):
    """What is promised, and the places in the frame of the rows that break it."""

    what: str
    broken: list[int]


def _nothing_kept() -> DataContextConfig:
    """No folder for pages of its own, which would hold values; no usage told; no bars on the terminal."""
    return DataContextConfig(
        store_backend_defaults=InMemoryStoreBackendDefaults(init_temp_docs_sites=False),
        analytics_enabled=False,
        progress_bars=ProgressBarsConfig(globally=False),
    )


class Judge:
    """Judges frames by suites. No usage is told to anybody, nothing is written anywhere."""

    def __init__(self) -> None:
        context = gx.get_context(project_config=_nothing_kept(), mode="ephemeral")
        asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
        self._all = asset.add_batch_definition_whole_dataframe("all")

    def __call__(self, suite: Suite, frame: pd.DataFrame) -> Iterator[Outcome]:
        """What does not hold. Raises NotJudged."""
        broken = [one for one, result in self._asked(suite, suite.expectations, frame, "BASIC") if not result.success]
        if broken:  # which rows break it costs as much again: it is asked of what is broken only
            for one, result in self._asked(suite, broken, frame, "COMPLETE"):
                yield Outcome(one.what, result.result["unexpected_index_list"])

    def _asked(
        self, suite: Suite, expectations: Sequence[Expectation], frame: pd.DataFrame, detail: str
    ) -> Iterator[tuple[Expectation, Any]]:
        known = {one.what: one for one in expectations}
        told = [{"type": one.type, "kwargs": one.kwargs, "meta": {"what": one.what}} for one in expectations]
        batch = self._all.get_batch(batch_parameters={"dataframe": frame})
        asked = gx.ExpectationSuite(name=suite.name, expectations=told)
        for result in batch.validate(asked, result_format={"result_format": detail}).results:
            what = result.expectation_config.meta["what"]
            if result.exception_info.get("raised_exception", True):
                raise NotJudged(f"{suite.name}: whether {what} could not be judged.")
            yield known[what], result
