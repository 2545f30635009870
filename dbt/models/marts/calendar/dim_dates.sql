-- From the first day that a summary knows to the last, of each tenant.
{%- set summaries = ['messages', 'sessions', 'contacts', 'enrichments', 'events'] %}
with days_known as (
  {%- for name in summaries %}
  select tenant_id, date_day from {{ ref('agg_daily_' ~ name) }}
  {%- if not loop.last %}
  union all
  {%- endif %}
  {%- endfor %}
),

spans as (
  select tenant_id, min(date_day) as first_day, max(date_day) as last_day
  from days_known
  group by tenant_id
),

days as (
  select spans.tenant_id, day::date as date_day
  from spans
  cross join lateral generate_series(spans.first_day::timestamp, spans.last_day, interval '1 day') as day
)

select
  tenant_id,
  date_day,
  date_trunc('week', date_day)::date as week_start,
  date_trunc('month', date_day)::date as month_start,
  date_trunc('quarter', date_day)::date as quarter_start,
  extract(year from date_day)::integer as year,
  extract(month from date_day)::integer as month,
  extract(isodow from date_day)::integer as day_of_week,
  extract(isodow from date_day) > 5 as is_weekend
from days
