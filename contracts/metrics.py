"""Every metric that an installation tells, for Prometheus. pipelines/metrics.py finds out their values."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Metric:
    """A gauge says how it is now; a counter only grows, and its name ends with `_total`."""

    name: str
    kind: Literal["gauge", "counter"]
    what: str
    labels: tuple[str, ...] = ()


METRICS: dict[str, Metric] = {
    metric.name: metric
    for metric in (
        Metric("ventros_up", "gauge", "Whether a service answered when it was asked: 1 or 0.", ("service",)),
        Metric("ventros_flow_lag_records", "gauge", "Records still to be read.", ("flow", "topic", "partition")),
        Metric("ventros_flow_age_seconds", "gauge", "How long ago the oldest unread record came in; 0 when all"
               " are read.", ("flow",)),
        Metric("ventros_flow_records_total", "counter", "Records that a flow has read.", ("flow",)),
        Metric("ventros_flow_paused", "gauge", "Whether an operator has paused the flow: 1 or 0.", ("flow",)),
        Metric("ventros_outbox_events", "gauge", "Events that wait to be published, counted up to 100,000."),
        Metric("ventros_outbox_age_seconds", "gauge", "How long the first of them has waited."),
        Metric("ventros_journal_webhooks", "gauge", "Webhooks that wait to be published, counted up to 100,000."),
        Metric("ventros_journal_age_seconds", "gauge", "How long the first of them has waited."),
        Metric("ventros_dead_letters", "gauge", "Dead letters that nobody has driven through again, of all tenants."),
        Metric("ventros_quality_violations", "gauge", "How often rows break what the contracts promise, as"
               " the last look at all tenants found it.", ("suites",)),
        Metric("ventros_quality_age_seconds", "gauge", "How long ago the rows of all tenants were checked.",
               ("suites",)),
        Metric("ventros_marts_age_seconds", "gauge", "How long ago all marts were built and passed their tests."),
        Metric("ventros_marts_failed", "gauge", "Whether the last build of all marts failed: 1 or 0."),
        Metric("ventros_webhooks_refused_large", "gauge", "Webhooks that were larger than allowed, until a week passed"
               " without one."),
        Metric("ventros_claims_dropped", "gauge", "Claims of a language model that the message which they cite does not"
               " say, until a week passed without one."),
        Metric("ventros_rows_inserted_total", "counter", "Rows ever inserted, since Postgres' statistics were reset.",
               ("table",)),
    )
}  # fmt: skip
