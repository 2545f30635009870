{#- Analysts may read of a mart what belongs to their tenant. The tenant follows from who is logged in, never from a
    setting, which whoever has SQL can change. The doors set it themselves, from the credential, as for every other table,
    and nobody has SQL there. The owner must see every row to build them: RLS is enabled, not forced.
    The right to read is given here and nowhere else: a mart without a fence is a mart that nobody can open. -#}
{% macro fence(mart) %}
  alter table {{ mart }} enable row level security;
  create policy analyst on {{ mart }} for select to ventros_analyst
    using (tenant_id = (select a.tenant_id from core.analyst a where a.login = current_user));
  create policy app on {{ mart }} for select to ventros_app
    using (tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid);
  grant select on {{ mart }} to ventros_analyst, ventros_app;
{% endmacro %}
