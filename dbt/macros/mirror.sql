{#- A mart that becomes what its query says, by writing the difference, one tenant after the other.

    An open write transaction holds up the relay of the whole instance, and dbt's own table and incremental hold one
    for as long as they read: seconds at a million messages. Here every statement commits by itself, a transaction
    begins to write when the difference is known, and no more than 25,000 rows go into one (a quarter of a second).
    Nor does anybody wait for a lock: analysts keep reading while it runs.

    The first time, after a change of the contract, and with --full-refresh it is filled beside the old one, which it
    then replaces (macros/mart.sql). What is compared is all that there is, so it does not matter how late a row came. -#}
{% materialization mirror, adapter='postgres' %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set mart = open_mart(target) -%}
  {%- call statement('main', auto_begin=False) -%}{{ mirror_sql(mart, sql) }}{%- endcall -%}
  {%- do close_mart(mart, target) -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro mirror_sql(mart, sql) %}
{%- set key = mart_key() -%}
{%- set columns = model.columns | join(', ') %}
do $mirror$
declare
  one_tenant uuid;
  written integer;
begin
  for one_tenant in select id from core.tenants order by id loop
    delete from {{ mart }} as mart where mart.tenant_id = one_tenant and not exists (
      select from ({{ sql }}) as fresh
      where fresh.tenant_id = one_tenant and {{ equal(key, 'fresh', 'mart') }});
    commit;
    loop
      insert into {{ mart }} ({{ columns }})
      (select {{ columns }} from ({{ sql }}) as fresh where tenant_id = one_tenant
       except
       select {{ columns }} from {{ mart }} where tenant_id = one_tenant)
      limit 25000
      on conflict ({{ key | join(', ') }}) do update set
        {%- for column in model.columns if column not in key %}
        {{ column }} = excluded.{{ column }}{{ ',' if not loop.last }}
        {%- endfor %};
      get diagnostics written = row_count;
      commit;
      exit when written < 25000;
    end loop;
  end loop;
end $mirror$
{%- endmacro %}
