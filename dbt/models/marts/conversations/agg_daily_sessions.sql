select
  tenant_id,
  (started_at at time zone 'UTC')::date as date_day,
  project_id,
  channel_type,
  project_name,
  count(*)::integer as sessions,
  (count(*) filter (where status <> 'active'))::integer as ended_sessions,
  (count(*) filter (where is_answered))::integer as answered_sessions,
  count(distinct contact_id)::integer as people,
  sum(message_count)::integer as messages,
  avg(agent_response_time_seconds)::double precision as average_first_response_seconds,
  percentile_cont(0.5) within group (order by agent_response_time_seconds) as median_first_response_seconds,
  (avg(duration_seconds) filter (where status <> 'active'))::double precision as average_resolution_seconds
from {{ ref('fct_sessions') }}
group by tenant_id, date_day, project_id, channel_type, project_name
