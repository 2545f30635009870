{#- A schema is called what dbt_project.yml calls it, wherever it is built: rights are given by name. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
  {{ custom_schema_name or target.schema }}
{%- endmacro %}
