select *
from {{ ref('fct_sessions') }}
where duration_seconds < 0
  or agent_response_time_seconds < 0
  or last_activity_at < started_at
  or ended_at < last_activity_at
