{#- What every mart has in common, however it is filled: it is fenced before the first row goes in, and made anew beside
    the old one, which it replaces when it is full. -#}

{#- The table to fill: the mart itself, or one beside it where there is none, its contract changed, or all is to be anew. -#}
{% macro open_mart(target) %}
  {%- set anew = load_cached_relation(this) is none or should_full_refresh() or not keeps_contract(target) -%}
  {%- set mart = make_intermediate_relation(target) if anew else target -%}
  {%- do get_assert_columns_equivalent(sql) -%}
  {%- do in_small_steps() -%}
  {%- if anew -%}{%- do create_mart(mart) -%}{%- endif -%}
  {{ return(mart) }}
{% endmacro %}

{% macro close_mart(mart, target) %}
  {%- if mart != target -%}
    {%- do run_query('analyze ' ~ mart) -%}
    {%- do persist_docs(mart, model) -%}
    {%- do run_query('drop table if exists ' ~ target ~ '; alter table ' ~ mart ~ ' rename to ' ~ target.identifier) -%}
  {%- endif -%}
{% endmacro %}

{% macro in_small_steps() %}
  {%- do run_query("set lock_timeout = '1s'; set transaction_timeout = '60s'; set plan_cache_mode = 'force_custom_plan'") -%}
{% endmacro %}

{% macro create_mart(mart) %}
  {%- do run_query('drop table if exists ' ~ mart) -%}
  {%- do run_query('create table ' ~ mart ~ ' ' ~ table_columns_and_constraints() ~ ';' ~ fence(mart)) -%}
  {%- do create_indexes(mart) -%}
{% endmacro %}

{% macro mart_key() %}
  {{ return((model.constraints | selectattr('type', 'equalto', 'primary_key') | first).columns) }}
{% endmacro %}

{#- Whether the table that is there has the columns of the contract, in their order and of their types. -#}
{% macro keeps_contract(mart) %}
  {%- set promised = [] -%}
  {%- for column in model.columns.values() -%}{%- do promised.append(column.name ~ ' ' ~ column.data_type) -%}{%- endfor -%}
  {%- set found = columns_of(mart) -%}
  {{ return(found == promised) }}
{% endmacro %}

{% macro columns_of(mart) %}
  {%- set found = run_query(
    "select attname || ' ' || format_type(atttypid, atttypmod) from pg_attribute where attrelid = '" ~ mart
    ~ "'::regclass and attnum > 0 and not attisdropped order by attnum") -%}
  {{ return(found.columns[0].values() | list) }}
{% endmacro %}

{% macro equal(columns, one, other) -%}
  {%- for column in columns -%}
    {{ one }}.{{ column }} = {{ other }}.{{ column }}{{ ' and ' if not loop.last }}
  {%- endfor -%}
{%- endmacro %}
