-- Rows that break a promise: where each lies, and which promise. What they say is not here, and nothing was moved.
create table core.quarantine (
  tenant_id uuid not null,
  id uuid not null,
  kind text not null check (kind in ('lake', 'staging')),
  suite text not null,
  row_id text not null,
  expectation text not null,
  places jsonb not null,
  found_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  released_at timestamptz,
  accepted boolean not null default false,
  primary key (tenant_id, id)
);
create index quarantine_standing on core.quarantine (tenant_id, kind, suite) where released_at is null;
select core.fence('core.quarantine');

-- How the last look at everything ended. No tenant in it: it is about all.
create table core.quality_runs (
  kind text primary key check (kind in ('lake', 'staging')),
  ran_at timestamptz not null,
  since timestamptz,
  looked_at bigint not null,
  violations bigint not null,
  seconds double precision not null
);
grant select, insert, update on core.quality_runs to ventros_app;
