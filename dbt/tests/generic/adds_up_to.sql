{#- A summary and what it sums up come to the same, tenant by tenant. -#}
{% test adds_up_to(model, column, rows_of, filter='true') %}
with summed as (
  select tenant_id, sum({{ column }}) as number from {{ model }} group by 1
), counted as (
  select tenant_id, count(*) as number from {{ rows_of }} where {{ filter }} group by 1
)
select tenant_id, summed.number as summed, counted.number as counted
from summed
full join counted using (tenant_id)
where summed.number is distinct from counted.number
{% endtest %}
