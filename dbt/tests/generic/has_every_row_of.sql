{#- As many rows as were recorded, tenant by tenant. What was recorded after this run began does not count on either
    side: the marts are built while people write. -#}
{% test has_every_row_of(model, recorded) %}
with rows_recorded as (
  select tenant_id, count(*) as number from {{ recorded }} where created_at < '{{ run_started_at }}' group by 1
), rows_built as (
  select tenant_id, count(*) as number from {{ model }} where recorded_at < '{{ run_started_at }}' group by 1
)
select tenant_id, rows_recorded.number as recorded, rows_built.number as built
from rows_recorded
full join rows_built using (tenant_id)
where rows_recorded.number is distinct from rows_built.number
{% endtest %}
