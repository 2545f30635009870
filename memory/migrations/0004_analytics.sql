-- The analysts' side: schemas that dbt builds in, and whose login belongs to which tenant.

create schema analytics;
create schema analytics_staging;
grant usage, create on schema analytics, analytics_staging to ventros_transform;
grant usage on schema analytics, core to ventros_analyst;

-- What a channel keeps sealed is nothing for the marts.
revoke select on crm.channels from ventros_transform;
grant select (tenant_id, id, project_id, name, type, status, created_at, updated_at, deleted_at)
  on crm.channels to ventros_transform;

-- The policies of the marts ask here who is logged in: a setting could be changed by whoever has SQL. An analyst reads
-- the own row, whatever tenant is set; only the owner writes.
create table core.analyst (
  login name primary key,
  tenant_id uuid not null references core.tenants,
  created_at timestamptz not null default now()
);
alter table core.analyst enable row level security;
alter table core.analyst force row level security;
create policy own_row on core.analyst for select to ventros_analyst using (login = current_user);
create policy owner on core.analyst to ventros_owner using (true) with check (true);
grant select on core.analyst to ventros_analyst;
