{#- A mart that only grows: what its source lets go of stays here. Its rows never change, so only those recorded since
    the last run are read, from ten minutes before: a transaction may end later than a younger one, none lasts that long.

    They are written in the order in which they were recorded, so a run that was cut off is taken up where it ended. Made
    anew, it first gets the rows of the old one, in the columns that both have. -#}
{% materialization ledger, adapter='postgres' %}
  {%- set target = this.incorporate(type='table') -%}
  {%- set mart = open_mart(target) -%}
  {%- if mart != target and load_cached_relation(this) is not none -%}
    {%- call statement('carried', auto_begin=False) -%}{{ ledger_sql(mart, 'select * from ' ~ target, shared_columns(target)) }}{%- endcall -%}
  {%- endif -%}
  {%- call statement('main', auto_begin=False) -%}{{ ledger_sql(mart, sql, model.columns) }}{%- endcall -%}
  {%- do close_mart(mart, target) -%}
  {{ return({'relations': [target]}) }}
{% endmaterialization %}

{% macro ledger_sql(mart, sql, columns) %}
{%- set columns = columns | join(', ') %}
do $ledger$
declare
  reached timestamptz := (select max(recorded_at) - interval '10 minutes' from {{ mart }});
  written integer;
begin
  loop
    insert into {{ mart }} ({{ columns }})
    select {{ columns }} from ({{ sql }}) as fresh
    where fresh.recorded_at >= coalesce(reached, '-infinity')
      and not exists (
        select from {{ mart }} as mart
        where {{ equal(mart_key(), 'mart', 'fresh') }})
    order by fresh.recorded_at
    limit 25000;
    get diagnostics written = row_count;
    commit;
    exit when written < 25000;
    reached := (select max(recorded_at) from {{ mart }});
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
