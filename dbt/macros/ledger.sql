{#- A mart that only grows: what its source lets go of stays here. Its rows never change, so only those recorded since
    the last run are read, from ten minutes before: a transaction may end later than a younger one, none lasts that long.

    They are written in the order in which they were recorded, so a run that was cut off is taken up where it ended. Made
    anew, it gets from the old one what the source no longer has, in the columns that both have. -#}
{% materialization ledger, adapter='postgres' %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set mart = open_mart(target) -%}
  {%- call statement('main', auto_begin=False) -%}
    {{ ledger_sql(mart, sql, model.columns, "(select max(recorded_at) - interval '10 minutes' from " ~ mart ~ ')') }}
  {%- endcall -%}
  {%- if mart != target and load_cached_relation(this) is not none -%}
    {%- call statement('kept', auto_begin=False) -%}
      {{ ledger_sql(mart, 'select * from ' ~ target, shared_columns(target), 'null') }}
    {%- endcall -%}
  {%- endif -%}
  {%- do close_mart(mart, target) -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{#- The rows are read before the transaction begins to write. -#}
{% macro ledger_sql(mart, sql, columns, since) %}
do $ledger$
declare
  reached timestamptz := coalesce({{ since }}, '-infinity');
  told {{ mart }}[];
begin
  loop
    told := array(
      select row(
        {%- for column in model.columns %}{{ 'fresh.' ~ column if column in columns else 'null' }}{{ ', ' if not loop.last }}{% endfor -%}
      )::{{ mart }}
      from ({{ sql }}) as fresh
      where fresh.recorded_at >= reached
        and not exists (select from {{ mart }} as mart where {{ equal(mart_key(), 'mart', 'fresh') }})
      order by fresh.recorded_at
      limit 10000);
    insert into {{ mart }} select * from unnest(told);
    commit;
    exit when cardinality(told) < 10000;
    reached := told[10000].recorded_at;
  end loop;
end $ledger$
{%- endmacro %}

{% macro shared_columns(mart) %}
  {%- set shared = [] -%}
  {%- set found = columns_of(mart) -%}
  {%- for column in model.columns.values() if column.name ~ ' ' ~ column.data_type in found -%}
    {%- do shared.append(column.name) -%}
  {%- endfor -%}
  {{ return(shared) }}
{% endmacro %}
