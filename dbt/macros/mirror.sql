{#- A mart that becomes what its query says, by writing the difference, one tenant after the other.

    An open write transaction holds up the relay of the whole instance, and dbt's own table and incremental hold one
    for as long as they read: seconds at a million messages. Here every statement commits by itself, a transaction
    begins to write when the difference is known, and no more than 25,000 rows go into one (a quarter of a second).
    Nor does anybody wait for a lock: analysts keep reading while it runs.

    The first time, after a change of the contract, and with --full-refresh it is filled beside the old one, which it
    then replaces. It is fenced before the first row goes in. -#}
{% materialization mirror, adapter='postgres' %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set anew = load_cached_relation(this) is none or should_full_refresh() or not keeps_contract(target) -%}
  {%- set mart = make_intermediate_relation(target) if anew else target -%}
  {%- do get_assert_columns_equivalent(sql) -%}
  {%- do run_query("set lock_timeout = '1s'; set transaction_timeout = '60s'; set plan_cache_mode = 'force_custom_plan'") -%}
  {%- if anew -%}{%- do create_mart(mart) -%}{%- endif -%}
  {%- call statement('main', auto_begin=False) -%}{{ mirror_sql(mart, sql) }}{%- endcall -%}
  {%- if anew -%}
    {%- do run_query('analyze ' ~ mart) -%}
    {%- do persist_docs(mart, model) -%}
    {%- do run_query('drop table if exists ' ~ target ~ '; alter table ' ~ mart ~ ' rename to ' ~ target.identifier) -%}
  {%- endif -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro create_mart(mart) %}
  {%- do run_query('drop table if exists ' ~ mart) -%}
  {%- do run_query('create table ' ~ mart ~ ' ' ~ table_columns_and_constraints() ~ ';' ~ fence(mart)) -%}
  {%- do create_indexes(mart) -%}
{% endmacro %}

{% macro mirror_sql(mart, sql) %}
{%- set key = (model.constraints | selectattr('type', 'equalto', 'primary_key') | first).columns -%}
{%- set columns = model.columns | join(', ') %}
do $mirror$
declare
  one_tenant uuid;
  written integer;
begin
  for one_tenant in select id from core.tenants order by id loop
    delete from {{ mart }} as mart where mart.tenant_id = one_tenant and not exists (
      select from ({{ sql }}) as fresh
      where fresh.tenant_id = one_tenant
        {%- for column in key %} and fresh.{{ column }} = mart.{{ column }}{% endfor %});
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

{#- Whether the table that is there has the columns of the contract, in their order and of their types. -#}
{% macro keeps_contract(mart) %}
  {%- set promised = [] -%}
  {%- for column in model.columns.values() -%}{%- do promised.append(column.name ~ ' ' ~ column.data_type) -%}{%- endfor -%}
  {%- set found = run_query(
    "select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid = '" ~ mart
    ~ "'::regclass and attnum > 0 and not attisdropped order by attnum") -%}
  {{ return(found.columns[0].values() | list == promised) }}
{% endmacro %}
