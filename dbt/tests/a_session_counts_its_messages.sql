-- Sessions that changed since this run began may be ahead of the messages.
with counted as (
  select tenant_id, session_id, count(*) as messages, count(*) filter (where direction = 'inbound') as from_contact
  from {{ ref('fct_messages') }}
  where session_id is not null
  group by 1, 2
)
select sessions.*
from {{ ref('fct_sessions') }} as sessions
left join counted using (tenant_id, session_id)
where sessions.updated_at < '{{ run_started_at }}'
  and (sessions.message_count, sessions.messages_from_contact)
    is distinct from (coalesce(counted.messages, 0), coalesce(counted.from_contact, 0))
