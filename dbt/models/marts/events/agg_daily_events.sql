select
  tenant_id,
  (occurred_at at time zone 'UTC')::date as date_day,
  topic,
  event_type,
  origin,
  count(*)::integer as events,
  count(distinct aggregate_id)::integer as aggregates
from {{ ref('fct_events') }}
group by tenant_id, date_day, topic, event_type, origin
