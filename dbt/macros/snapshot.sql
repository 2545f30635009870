{#- dbt's own snapshot compares everything in one write transaction, which holds up the relay as long as that takes. Ours
    does the same in the way of macros/mirror.sql: tenant by tenant, 25,000 changes to a transaction.

    It knows what we use: the strategy `check` with the columns it names; whoever is gone has no version that goes on, and
    loses the columns that `meta.personal` names in those that were. A version begins when its row was changed. -#}
{% materialization snapshot, adapter='postgres' %}
  {%- set target = this.incorporate(type='table') -%}
  {%- if config.get('strategy') != 'check' or config.get('hard_deletes') != 'invalidate' -%}
    {%- do exceptions.raise_compiler_error('A snapshot here has strategy: check and hard_deletes: invalidate.') -%}
  {%- endif -%}
  {%- do in_small_steps() -%}
  {%- set columns = get_column_schema_from_query(sql) -%}
  {%- if load_cached_relation(this) is none -%}{%- do create_snapshot(target, sql) -%}{%- endif -%}
  {%- do add_new_columns(target, columns) -%}
  {%- call statement('main', auto_begin=False) -%}{{ snapshot_sql(target, sql, columns) }}{%- endcall -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- RLS without a policy: nobody reads but the owner, who is dbt. -#}
{% macro create_snapshot(target, sql) %}
  {%- do run_query('create table ' ~ target ~ ' as select fresh.*, null::text as dbt_scd_id,'
    ~ ' null::timestamptz as dbt_updated_at, null::timestamptz as dbt_valid_from, null::timestamptz as dbt_valid_to from ('
    ~ sql ~ ') as fresh where false;'
    ~ 'alter table ' ~ target ~ ' enable row level security;'
    ~ 'create index on ' ~ target ~ ' (tenant_id, dbt_scd_id)') -%}
{% endmacro %}

{% macro add_new_columns(target, columns) %}
  {%- set known = adapter.get_columns_in_relation(target) | map(attribute='name') | list -%}
  {%- for column in columns if column.name not in known -%}
    {%- do run_query('alter table ' ~ target ~ ' add ' ~ column.name ~ ' ' ~ column.dtype) -%}
  {%- endfor -%}
{% endmacro %}

{% macro snapshot_sql(target, sql, columns) %}
{%- set key = config.get('unique_key') -%}
{%- set names = columns | map(attribute='name') | list -%}
{%- set checked = key + config.get('check_cols') -%}
{%- set personal = config.get('meta').personal -%}
do $snapshot$
declare
  one_tenant uuid;
  written integer;
begin
  for one_tenant in select id from core.tenants order by id loop
    loop
      with fresh as (
        select * from ({{ sql }}) as source where tenant_id = one_tenant
      ), latest as (
        select * from {{ target }} where tenant_id = one_tenant and dbt_valid_to is null
      ), changed as materialized (
        select
          fresh.*,
          latest.dbt_scd_id as ended_id,
          case when fresh.{{ config.get('updated_at') }} > coalesce(latest.dbt_valid_from, '-infinity')
            then fresh.{{ config.get('updated_at') }} else clock_timestamp() end as changed_at
        from fresh
        full join latest on {{ equal(key, 'fresh', 'latest') }}
        where (fresh.{{ checked | join(', fresh.') }}) is distinct from (latest.{{ checked | join(', latest.') }})
        limit 25000
      ), ended as (
        update {{ target }} as history set dbt_valid_to = changed.changed_at
        from changed
        where history.tenant_id = one_tenant and history.dbt_scd_id = changed.ended_id
      ), begun as (
        insert into {{ target }} ({{ names | join(', ') }}, dbt_scd_id, dbt_updated_at, dbt_valid_from)
        select {{ names | join(', ') }}, md5(concat_ws('|', {{ key | join(', ') }}, changed_at)), changed_at, changed_at
        from changed
        where tenant_id is not null
      )
      select count(*) into written from changed;
      commit;
      exit when written < 25000;
    end loop;
    update {{ target }} as history set {{ personal | join(' = null, ') }} = null
    where tenant_id = one_tenant
      and num_nonnulls({{ personal | join(', ') }}) > 0
      and not exists (select from ({{ sql }}) as source where {{ equal(key, 'source', 'history') }});
    commit;
  end loop;
end $snapshot$
{%- endmacro %}
