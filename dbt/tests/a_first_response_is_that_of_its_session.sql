-- The first wait of a session and the session itself say the same. One that changed since this run began may be ahead.
with first_waits as (
  select * from {{ ref('fct_response_times') }} where wait_number = 1
)
select sessions.*
from {{ ref('fct_sessions') }} as sessions
left join first_waits as waits using (tenant_id, session_id)
where sessions.updated_at < '{{ run_started_at }}'
  and (sessions.first_contact_message_at, sessions.first_agent_response_at, sessions.agent_response_time_seconds)
    is distinct from (
      waits.asked_at,
      case when waits.is_answered_in_session then waits.answered_at end,
      case when waits.is_answered_in_session then waits.response_seconds end
    )
