"""`/metrics` for Prometheus, on a port of its own that no proxy leads to. It tells of no tenant and of no person."""

import asyncio
import time
from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from contracts.metrics import METRICS
from contracts.settings import Settings
from pipelines.metrics import Sample, collect

FRESH = 5.0
"""Seconds for which an answer is given again: whoever asks more often costs nothing more."""


def create_metrics_app(settings: Settings) -> Starlette:
    """The application."""
    told = Told(settings)

    async def metrics(_: Request) -> Response:
        return Response(await told.text(), media_type=CONTENT_TYPE_LATEST)

    async def health(_: Request) -> Response:
        return PlainTextResponse("ok")

    return Starlette(routes=[Route("/metrics", metrics), Route("/health", health)])


class Told:
    """The last answer, asked for once however many want it."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._text, self._at = b"", float("-inf")
        self._asking = asyncio.Lock()

    async def text(self) -> bytes:
        """The metrics in Prometheus' text format, at most FRESH seconds old."""
        async with self._asking:
            if time.monotonic() - self._at > FRESH:
                self._text = await asyncio.to_thread(exposed, list(await asyncio.to_thread(self._collect)))
                self._at = time.monotonic()
            return self._text

    def _collect(self) -> list[Sample]:
        return list(collect(self._settings))


def exposed(samples: list[Sample]) -> bytes:
    """Samples in Prometheus' text format, each metric with its help."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Samples(samples))
    return generate_latest(registry)


class _Samples(Collector):
    def __init__(self, samples: list[Sample]) -> None:
        self._samples = samples

    def collect(self) -> Iterator[Metric]:
        for metric in METRICS.values():
            kind = CounterMetricFamily if metric.kind == "counter" else GaugeMetricFamily
            family = kind(metric.name, metric.what, labels=metric.labels)
            for sample in self._samples:
                if sample.metric == metric.name:
                    family.add_metric(list(sample.labels), sample.value)
            yield family
