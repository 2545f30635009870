{{ config(indexes=[{'columns': ['tenant_id', 'started_at']}]) }}

-- Built after the messages, so that the session of every message is here: {{ ref('fct_messages') }}
select
  sessions.tenant_id,
  sessions.session_id,
  sessions.project_id,
  projects.project_name,
  sessions.contact_id,
  sessions.channel_type,
  sessions.status,
  sessions.end_reason,
  sessions.started_at,
  sessions.last_activity_at,
  sessions.ended_at,
  sessions.timeout_minutes,
  sessions.message_count,
  sessions.messages_from_contact,
  sessions.messages_from_agent,
  sessions.duration_seconds,
  sessions.first_contact_message_at,
  sessions.first_agent_response_at,
  sessions.agent_response_time_seconds,
  sessions.first_agent_response_at is not null as is_answered,
  sessions.recorded_at,
  sessions.updated_at
from {{ ref('stg_crm__sessions') }} as sessions
left join {{ ref('stg_core__projects') }} as projects using (tenant_id, project_id)
