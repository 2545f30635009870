-- The foundation: the fence around every tenant, outbox, journal, positions, dead letters, projects, users, keys.
-- Roles are made by memory/roles.sql before the first migration; this runs as ventros_owner.

create schema core;
create schema crm;
grant usage on schema core, crm to ventros_app, ventros_transform, ventros_resolver;
grant usage on schema core to ventros_gate, ventros_relay;

-- Every table with a tenant_id goes through here: RLS enabled and forced, rows of the set tenant only.
-- The expression is bare: wrapped in a sub-select the planner cannot estimate it.
create function core.fence(target regclass) returns void language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant on %s to ventros_app'
    ' using (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)'
    ' with check (tenant_id = nullif(current_setting(''app.tenant_id'', true), '''')::uuid)', target);
  execute format('grant select, insert, update, delete on %s to ventros_app', target);
end $$;

-- What dbt reads as a source.
create function core.source(target regclass) returns void language plpgsql as $$
begin
  execute format('create policy transform on %s for select to ventros_transform using (true)', target);
  execute format('grant select on %s to ventros_transform', target);
end $$;

-- No tenant_id: the list of tenants itself. The app may see the ids (sweepers), nothing else.
create table core.tenants (
  id uuid primary key,
  name text not null,
  created_at timestamptz not null default now()
);
grant select (id) on core.tenants to ventros_app, ventros_relay;
grant select on core.tenants to ventros_transform;

create table core.projects (
  tenant_id uuid not null references core.tenants,
  id uuid not null,
  version integer not null default 1,
  name text not null,
  description text not null default '',
  active boolean not null default true,
  session_timeout_minutes integer not null default 30 check (session_timeout_minutes between 1 and 1440),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select core.fence('core.projects');
select core.source('core.projects');

create table core.users (
  tenant_id uuid not null references core.tenants,
  id uuid not null,
  version integer not null default 1,
  name text not null,
  email text not null,
  role text not null,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  unique (tenant_id, email)
);
select core.fence('core.users');

create table core.api_keys (
  tenant_id uuid not null references core.tenants,
  id uuid not null,
  name text not null,
  prefix text not null,
  hash bytea not null unique,
  role text not null,
  scopes text[] not null default '{}',
  project_id uuid,
  expires_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (tenant_id, id),
  foreign key (tenant_id, project_id) references core.projects
);
select core.fence('core.api_keys');
create policy resolve on core.api_keys for select to ventros_resolver using (true);
grant select on core.api_keys to ventros_resolver;

-- Whatever changes a row says so here, in the same transaction. The relay reads by (xid, id): an id alone would skip
-- a lower id of a transaction that commits later.
create table core.outbox (
  id bigint generated always as identity primary key,
  xid xid8 not null default pg_current_xact_id(),
  tenant_id uuid not null,
  event_id uuid not null,
  topic text not null,
  key text not null,
  headers json not null,
  data text not null,
  created_at timestamptz not null default now()
);
create index outbox_order on core.outbox (xid, id);
create index outbox_age on core.outbox (created_at);
select core.fence('core.outbox');
revoke update, delete on core.outbox from ventros_app;
create policy relay on core.outbox to ventros_relay using (true);
grant select, delete on core.outbox to ventros_relay;

-- Raw webhooks, kept until the inbound flow has recorded their effect: the durable way in where the broker forgets.
create table core.journal (
  id uuid primary key,
  seq bigint generated always as identity,
  xid xid8 not null default pg_current_xact_id(),
  tenant_id uuid not null,
  project_id uuid not null,
  channel_id uuid not null,
  channel_type text not null,
  key text not null,
  body bytea not null,
  received_at timestamptz not null
);
create index journal_order on core.journal (xid, seq);
select core.fence('core.journal');
create policy gate on core.journal for insert to ventros_gate with check (true);
grant insert on core.journal to ventros_gate;
create policy relay on core.journal for select to ventros_relay using (true);
grant select on core.journal to ventros_relay;

-- No tenant in these two: how far the relay and the flows have come, per life of the broker's log.
create table core.relay_cursor (
  cluster_id text not null,
  source text not null check (source in ('outbox', 'journal')),
  xid xid8 not null,
  id bigint not null,
  updated_at timestamptz not null default now(),
  primary key (cluster_id, source)
);
grant select, insert, update, delete on core.relay_cursor to ventros_relay;
grant select on core.relay_cursor to ventros_app;

create table core.flow_position (
  flow text not null,
  cluster_id text not null,
  topic text not null,
  partition integer not null,
  next_offset bigint not null,
  updated_at timestamptz not null default now(),
  primary key (flow, cluster_id, topic, partition)
);
grant select, insert, update, delete on core.flow_position to ventros_app;

create table core.dead_letters (
  tenant_id uuid not null,
  id uuid not null,
  flow text not null,
  cluster_id text not null,
  topic text not null,
  partition integer not null,
  "offset" bigint not null,
  key text not null,
  headers jsonb not null,
  data bytea not null,
  error_class text not null,
  error text not null,
  attempt integer not null default 1,
  code_version text not null,
  created_at timestamptz not null default now(),
  redriven_at timestamptz,
  primary key (tenant_id, id)
);
select core.fence('core.dead_letters');

-- Webhooks that tell nothing we record, with the reason.
create table core.kept_raw (
  tenant_id uuid not null,
  id uuid not null,
  channel_id uuid not null,
  event text not null,
  reason text not null,
  body bytea not null,
  received_at timestamptz not null,
  primary key (tenant_id, id)
);
create index kept_raw_age on core.kept_raw (tenant_id, received_at);
select core.fence('core.kept_raw');

-- The only functions that look across tenants: from a key's hash to whom it belongs.
create function core.resolve_key(key_hash bytea)
returns table (tenant_id uuid, id uuid, role text, scopes text[], project_id uuid)
language sql stable security definer set search_path = pg_catalog, pg_temp as $$
  select k.tenant_id, k.id, k.role, k.scopes, k.project_id
  from core.api_keys k
  where k.hash = key_hash and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;
revoke all on function core.resolve_key(bytea) from public;
grant execute on function core.resolve_key(bytea) to ventros_gate;
grant create on schema core to ventros_resolver;
alter function core.resolve_key(bytea) owner to ventros_resolver;
revoke create on schema core from ventros_resolver;
