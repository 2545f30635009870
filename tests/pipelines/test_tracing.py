"""Traces: one span for a batch, linked to what is in it; nothing at all where nobody asked for them."""

import asyncio
import subprocess
import sys
from uuid import uuid4

import pytest

from contracts.crm.chat import ChatArchived
from contracts.settings import Settings
from pipelines import tracing
from pipelines.apply import Apply
from pipelines.io import Record

ONE, TWO, THREE = (f"00-{digit * 32}-{digit * 16}-01" for digit in "123")
UNSAMPLED = THREE[:-1] + "0"
SENT = "planted@example.com"


@pytest.fixture
def told(collector):
    """`told()`: the spans so far. Tracing is on until the test ends."""
    tracing.begin(Settings(_env_file=None, otlp_endpoint=collector.url), "test")

    def spans():
        tracing.end()
        return collector.spans()

    yield spans
    tracing.end()


def record(tenant, offset, traceparent):
    headers = {"ce_tenantid": str(tenant), "ce_id": str(uuid4())} | (
        {"traceparent": traceparent} if traceparent else {}
    )
    return Record("crm.message", 0, offset, f"{tenant}:x", headers, b"", "one")


async def tell(tx, records):
    tx.emit(ChatArchived(chat_id=uuid4()))


async def applied(settings, db, tenant, operation, *traceparents):
    """The headers of the event that comes of a batch."""
    records = [record(tenant, offset, one) for offset, one in enumerate(traceparents)]
    sink = Apply(settings, {f"flow-{uuid4().hex[:6]}": operation})
    part = await asyncio.to_thread(sink.build, "s", 0, 1)
    await asyncio.to_thread(part.write_batch, records)
    await asyncio.to_thread(part.close)
    async with db.tenant(tenant) as tx:
        rows = await tx.rows("select headers from core.outbox where tenant_id = %(tenant)s and topic = 'crm.chat'")
    return dict(rows[0]["headers"]) if rows else {}


async def test_a_batch_is_one_span_linked_to_its_records_and_what_comes_of_it_goes_on_in_its_trace(
    settings, db, tenant_id, told
):
    headers = await applied(settings, db, tenant_id, tell, ONE, UNSAMPLED, ONE, TWO, "")
    (span,) = told()
    assert (span.trace_id.hex(), span.parent_span_id.hex()) == ("1" * 32, "1" * 16)
    assert [link.trace_id.hex() for link in span.links] == ["2" * 32]
    assert {one.key: one.value.int_value for one in span.attributes} == {"ventros.records": 5}
    assert headers["traceparent"] == f"00-{'1' * 32}-{span.span_id.hex()}-01"


@pytest.mark.parametrize("traceparent", ["", UNSAMPLED, "00-" + "0" * 32 + "-1111111111111111-01", SENT, "00-1-1-01"])
async def test_a_batch_of_which_nobody_is_sampled_is_no_span_and_its_events_carry_no_trace(
    settings, db, tenant_id, told, traceparent
):
    headers = await applied(settings, db, tenant_id, tell, traceparent)
    assert headers["ce_type"] == "chat.archived"
    assert "traceparent" not in headers
    assert told() == []


async def test_where_traces_are_off_nothing_is_told_and_nothing_carried(settings, db, tenant_id, collector):
    assert not tracing.on()
    assert "traceparent" not in await applied(settings, db, tenant_id, tell, ONE)
    assert collector.bodies == []


async def test_a_span_says_that_something_failed_and_not_in_its_words(told, collector):
    def refuse():
        raise ValueError(SENT)

    with pytest.raises(ValueError, match=SENT), tracing.span("webhook", tenant_id="t"):
        refuse()
    (span,) = told()
    assert (span.status.code, span.status.message, list(span.events)) == (2, "ValueError", [])
    assert not any(SENT.encode() in body for body in collector.bodies)


def test_who_is_sampled_is_decided_where_a_trace_begins(told, collector, monkeypatch):
    tracing.end()
    monkeypatch.setenv("OTEL_TRACES_SAMPLER", "parentbased_traceidratio")
    monkeypatch.setenv("OTEL_TRACES_SAMPLER_ARG", "0")
    tracing.begin(Settings(_env_file=None, otlp_endpoint=collector.url), "test")
    with tracing.span("webhook") as traceparent:
        assert traceparent == ""
    with tracing.span("inbound", of=[ONE]) as traceparent:
        assert traceparent.startswith("00-" + "1" * 32)
    assert [span.name for span in told()] == ["inbound"]


def test_a_process_without_traces_does_not_load_what_they_need():
    code = (
        "import sys; import api.app, pipelines.outbox, pipelines.text; from pipelines import tracing;"
        "from contracts.settings import Settings; tracing.begin(Settings(_env_file=None), 'api');"
        "print([name for name in sys.modules if name.startswith('opentelemetry.exporter')])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
