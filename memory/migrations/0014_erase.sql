-- Who asked for whom to be erased, and what must not come back.

-- While an erasure is under way `sealed` says whom it is about; in the end only numbers are left. No foreign key: the
-- contact goes.
create table crm.erasures (
  tenant_id uuid not null,
  id uuid not null,
  contact_id uuid not null,
  asked_by text not null,
  asked_at timestamptz not null,
  sealed bytea,
  removed jsonb not null default '{}',
  done_at timestamptz,
  primary key (tenant_id, id)
);
create index erasures_open on crm.erasures (tenant_id, asked_at) where done_at is null;
select core.fence('crm.erasures');

-- Hashes of the exact names of who was erased, under a secret of the tenant (the key that names those of the lake).
-- What was said up to `until` stays out, whatever brings it.
create table crm.tombstones (
  tenant_id uuid not null,
  id uuid not null,
  until timestamptz not null,
  primary key (tenant_id, id)
);
select core.fence('crm.tombstones');

-- Copies that were taken out of our sight: an erasure names those that have to be recalled.
create table core.exports (
  tenant_id uuid not null,
  id uuid not null default gen_random_uuid(),
  kind text not null check (kind in ('marts', 'lake', 'contact')),
  target text not null,
  made_at timestamptz not null default now(),
  primary key (tenant_id, id)
);
select core.fence('core.exports');

-- What was told of a person leaves with them, and others' events lose their name.
grant delete, update (data) on core.outbox to ventros_app;
