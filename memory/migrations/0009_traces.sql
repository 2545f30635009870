-- The trace that a webhook belongs to, so that it goes on where the relay publishes the webhook from the journal.

alter table core.journal add column traceparent text not null default '';
