-- What the marts tell besides: which events there were, and what it took to understand a message.

-- Everything of an event but what it says: its data may hold texts and names.
create policy transform on core.outbox for select to ventros_transform using (true);
grant select (id, tenant_id, event_id, topic, headers, created_at) on core.outbox to ventros_transform;

-- What people were before lies here. Analysts may not enter: they read it in a mart, with a fence.
create schema analytics_history;
grant usage, create on schema analytics_history to ventros_transform;

-- The model's own time for a message, its share of the batch that it was read in, and what that was charged, in millionths
-- of a US dollar. What was understood before this has no time, and came from models that run here.
alter table crm.enrichments add took_ms double precision, add cost_micros bigint not null default 0;
