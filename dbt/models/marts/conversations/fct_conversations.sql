{{ config(indexes=[{'columns': ['tenant_id', 'last_message_at']}]) }}

with summed as not materialized (
  select
    tenant_id,
    chat_id,
    count(*)::integer as message_count,
    (count(*) filter (where direction = 'inbound'))::integer as messages_from_contact,
    (count(*) filter (where direction = 'outbound'))::integer as messages_from_agent,
    min(sent_at) as started_at,
    max(sent_at) as last_message_at,
    min(sent_at) filter (where direction = 'inbound') as first_contact_message_at,
    max(sent_at) filter (where direction = 'outbound') as last_agent_message_at,
    (avg(sentiment_score::numeric) filter (where direction = 'inbound'))::double precision as average_sentiment_score,
    (count(*) filter (where direction = 'inbound' and sentiment = 'negative'))::integer as negative_message_count
  from {{ ref('fct_messages') }}
  group by tenant_id, chat_id
),

first_responses as (
  select distinct on (messages.tenant_id, messages.chat_id)
    messages.tenant_id,
    messages.chat_id,
    messages.sent_at as first_response_at,
    messages.source as first_response_source
  from {{ ref('fct_messages') }} as messages
  inner join summed using (tenant_id, chat_id)
  where messages.direction = 'outbound' and messages.sent_at >= summed.first_contact_message_at
  order by messages.tenant_id, messages.chat_id, messages.sent_at, messages.message_id
),

unanswered as (
  select messages.tenant_id, messages.chat_id, min(messages.sent_at) as waiting_since
  from {{ ref('fct_messages') }} as messages
  inner join summed using (tenant_id, chat_id)
  where messages.direction = 'inbound'
    and messages.sent_at > coalesce(summed.last_agent_message_at, '-infinity')
  group by messages.tenant_id, messages.chat_id
),

last_moods as (
  select distinct on (tenant_id, chat_id) tenant_id, chat_id, sentiment as last_sentiment
  from {{ ref('fct_messages') }}
  where direction = 'inbound' and sentiment is not null
  order by tenant_id, chat_id, sent_at desc, message_id desc
),

waits as (
  select
    tenant_id,
    chat_id,
    avg(response_seconds)::double precision as average_response_seconds,
    percentile_cont(0.5) within group (order by response_seconds) as median_response_seconds
  from {{ ref('fct_response_times') }}
  where chat_type = 'individual'
  group by tenant_id, chat_id
),

talks as (
  select distinct tenant_id, chat_id, session_id
  from {{ ref('fct_messages') }}
  where session_id is not null
),

sessions as (
  select
    talks.tenant_id,
    talks.chat_id,
    count(*)::integer as session_count,
    (count(*) - count(distinct sessions.contact_id))::integer as reopened_count,
    bool_or(sessions.status = 'active') as is_active,
    max(sessions.ended_at) as ended_at,
    (avg(sessions.duration_seconds) filter (where sessions.status <> 'active'))::double precision
      as average_resolution_seconds
  from talks
  inner join {{ ref('fct_sessions') }} as sessions using (tenant_id, session_id)
  group by talks.tenant_id, talks.chat_id
)

select
  chats.tenant_id,
  chats.chat_id,
  '/api/v1/crm/chats/' || chats.chat_id as link,
  chats.project_id,
  projects.project_name,
  chats.channel_id,
  channels.channel_name,
  channels.channel_type,
  chats.chat_type,
  chats.status,
  chats.contact_id,
  summed.started_at,
  summed.last_message_at,
  coalesce(summed.message_count, 0) as message_count,
  coalesce(summed.messages_from_contact, 0) as messages_from_contact,
  coalesce(summed.messages_from_agent, 0) as messages_from_agent,
  coalesce(sessions.session_count, 0) as session_count,
  coalesce(sessions.reopened_count, 0) as reopened_count,
  coalesce(sessions.is_active, false) as is_active,
  case when not sessions.is_active then sessions.ended_at end as resolved_at,
  sessions.average_resolution_seconds,
  summed.first_contact_message_at,
  first_responses.first_response_at,
  first_responses.first_response_source,
  extract(epoch from first_responses.first_response_at - summed.first_contact_message_at)::integer
    as first_response_seconds,
  waits.average_response_seconds,
  waits.median_response_seconds,
  unanswered.waiting_since is not null as is_waiting,
  unanswered.waiting_since,
  summed.average_sentiment_score,
  last_moods.last_sentiment,
  coalesce(summed.negative_message_count, 0) as negative_message_count,
  chats.created_at as recorded_at,
  chats.updated_at
from {{ ref('stg_crm__chats') }} as chats
left join {{ ref('stg_core__projects') }} as projects using (tenant_id, project_id)
left join {{ ref('stg_crm__channels') }} as channels using (tenant_id, channel_id)
left join summed using (tenant_id, chat_id)
left join sessions using (tenant_id, chat_id)
left join first_responses using (tenant_id, chat_id)
left join waits using (tenant_id, chat_id)
left join unanswered using (tenant_id, chat_id)
left join last_moods using (tenant_id, chat_id)
