-- What agents called, without a word of what they said: names of arguments and their sizes in bytes.
create table core.tool_calls (
  tenant_id uuid not null references core.tenants,
  id uuid not null,
  at timestamptz not null,
  subject text not null,
  tool text not null,
  arguments jsonb not null,
  outcome text not null,
  took_ms integer not null,
  request_id text not null,
  primary key (tenant_id, id)
);
create index tool_calls_list on core.tool_calls (tenant_id, at desc, id desc);
select core.fence('core.tool_calls');
revoke update on core.tool_calls from ventros_app;

-- Confirmations that were used: none is used twice.
create table core.confirmations (
  tenant_id uuid not null references core.tenants,
  id uuid not null,
  used_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select core.fence('core.confirmations');
revoke update on core.confirmations from ventros_app;

-- The doors read marts too, each behind a policy of its own (dbt/macros/fence.sql).
grant usage on schema analytics to ventros_app;
