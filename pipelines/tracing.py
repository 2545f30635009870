"""Traces from a webhook to its row, told to an OTLP collector. Off, and then free, where the settings name none.

A batch is one span, however much is in it: it belongs to the trace of the first of its records that is sampled, and
links to the others. What comes of it goes on in that trace. Who is sampled is decided once, where a trace begins, by
OTEL_TRACES_SAMPLER; a batch without anybody sampled is no span.

No span holds what somebody sent: attributes are ids and counts, and of an error its kind, since its words may quote.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import structlog

from contracts.envelope import CODE_VERSION
from contracts.errors import Invalid
from contracts.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span, SpanContext, Tracer

DELAY_MS = 1_000
"""How long spans are gathered before the collector is told. A process that is killed takes those of that time along."""

LINKS = 64
"""Most records that a batch links to."""

SAMPLED = re.compile(r"00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-[0-9a-f][13579bdf]")
"""A traceparent (W3C Trace Context) of a span that is sampled."""

Value = str | int


class _State:
    """What this process tells of, if it does."""

    provider: "TracerProvider | None" = None
    tracer: "Tracer | None" = None


def begin(settings: Settings, process: str) -> None:
    """Tell of spans from now on, if the settings say whom. Raises Invalid when the packages are missing."""
    if not settings.otlp_endpoint:
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise Invalid("Traces need more packages: pip install 'ventros-crm[observability]'.") from error
    about = {"service.name": f"ventros-{process}", "service.version": CODE_VERSION}
    resource = Resource.create({**about, "deployment.environment.name": settings.env})
    exporter = OTLPSpanExporter(endpoint=settings.otlp_endpoint.rstrip("/") + "/v1/traces")
    # Ours alone: where it were the global one, other packages would tell of our requests, with what is in them.
    _State.provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    _State.provider.add_span_processor(BatchSpanProcessor(exporter, schedule_delay_millis=DELAY_MS))
    _State.tracer = _State.provider.get_tracer("ventros", CODE_VERSION)


def end() -> None:
    """Tell of the last spans, and of no more."""
    provider, _State.provider, _State.tracer = _State.provider, None, None
    if provider:
        provider.shutdown()


def on() -> bool:
    """Whether anybody is told of spans: who is in a hurry asks first."""
    return _State.tracer is not None


@contextmanager
def span(name: str, *, of: Iterable[str] | None = None, since: int | None = None, **told: Value) -> Iterator[str]:
    """A span around what is done inside; gives the `traceparent` of what comes of it, '' when it is not sampled.

    `of` are the traceparents of the records that it is about: with none of them sampled it is no span. Without `of` it
    begins a trace. `since` is when it began, in nanoseconds since 1970.
    """
    before = _sampled(of or ())
    if _State.tracer is None or (of is not None and not before):
        yield ""
        return
    made = _started(_State.tracer, name, before, since, {f"ventros.{key}": value for key, value in told.items()})
    context = made.get_span_context()
    try:
        with structlog.contextvars.bound_contextvars(trace_id=f"{context.trace_id:032x}"):
            yield f"00-{context.trace_id:032x}-{context.span_id:016x}-01" if made.is_recording() else ""
    except BaseException as error:
        _failed(made, error)
        raise
    finally:
        made.end()


def _started(
    tracer: "Tracer", name: str, before: "list[SpanContext]", since: int | None, told: dict[str, Any]
) -> "Span":
    from opentelemetry.context import Context
    from opentelemetry.trace import Link, NonRecordingSpan, set_span_in_context

    parent = set_span_in_context(NonRecordingSpan(before[0]), Context()) if before else Context()
    links = [Link(one) for one in before[1 : LINKS + 1]]
    return tracer.start_span(name, parent, links=links, attributes=told, start_time=since)


def _failed(made: "Span", error: BaseException) -> None:
    from opentelemetry.trace import Status, StatusCode

    made.set_status(Status(StatusCode.ERROR, type(error).__name__))


def _sampled(traceparents: Iterable[str]) -> "list[SpanContext]":
    """The spans that these name, once each and in order, without those that are not sampled or are no names."""
    from opentelemetry.trace import SpanContext, TraceFlags

    found = [SAMPLED.fullmatch(one) for one in dict.fromkeys(traceparents)]
    return [
        SpanContext(int(one[1], 16), int(one[2], 16), is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))
        for one in found
        if one
    ]
