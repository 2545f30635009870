-- The roles of an installation; run by `ventros migrate` as an administrator before the migrations. Safe to repeat.
-- owner: owns the tables, runs migrations, logs in nowhere.   app: all rows of the set tenant.
-- gate: before a tenant is known.   relay: outbox and journal.   transform: dbt.   resolver: owns the two look-ups.
do $$
declare
  name text;
begin
  foreach name in array array['owner', 'resolver', 'app', 'gate', 'relay', 'transform', 'analyst'] loop
    if not exists (select from pg_roles where rolname = 'ventros_' || name) then
      execute format('create role %I nologin noinherit', 'ventros_' || name);
    end if;
  end loop;
end $$;
grant ventros_owner, ventros_resolver to current_user;
grant ventros_resolver to ventros_owner;
-- The relay has to know whose transactions are open: it waits for none of dbt and the analysts. Without, it waits for all.
do $$
begin
  grant pg_read_all_stats to ventros_relay with inherit true;
exception when insufficient_privilege then
  raise notice 'ventros_relay may not read pg_stat_activity: events wait while dbt builds';
end $$;
create extension if not exists vector;
create extension if not exists unaccent;
create extension if not exists btree_gist;
do $$
begin
  execute format('grant create, connect on database %I to ventros_owner', current_database());
  execute format('grant create, connect on database %I to ventros_transform', current_database());
  execute format('grant connect on database %I to ventros_app, ventros_gate, ventros_relay, ventros_analyst', current_database());
end $$;
alter role ventros_app set statement_timeout = '10s';
alter role ventros_app set idle_in_transaction_session_timeout = '10s';
alter role ventros_app set plan_cache_mode = 'force_custom_plan';
alter role ventros_gate set statement_timeout = '5s';
alter role ventros_relay set statement_timeout = '30s';
