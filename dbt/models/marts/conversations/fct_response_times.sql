{{ config(indexes=[{'columns': ['tenant_id', 'asked_at']}]) }}

-- Of two messages at the same moment ours is the answer, as the sessions see it. Counted from the end, the answer to a
-- question is our message with the same number.
with sequenced as not materialized (
  select
    *,
    direction = 'inbound' and lag(direction) over (
      partition by tenant_id, session_id order by sent_at, direction, message_id
    ) is distinct from 'inbound' as begins_to_wait,
    count(*) filter (where direction = 'outbound') over (
      partition by tenant_id, contact_id, channel_type order by sent_at desc, direction desc, message_id desc
      rows unbounded preceding
    ) as outbound_from_here
  from {{ ref('fct_messages') }}
  where session_id is not null
),

waits as (
  select
    *,
    row_number() over (partition by tenant_id, session_id order by sent_at, message_id)::integer as wait_number
  from sequenced
  where begins_to_wait
),

answers as (
  select *
  from sequenced
  where direction = 'outbound'
)

select
  waits.tenant_id,
  waits.message_id,
  waits.project_id,
  waits.project_name,
  waits.channel_id,
  waits.channel_name,
  waits.channel_type,
  waits.chat_id,
  waits.chat_type,
  waits.contact_id,
  waits.session_id,
  waits.wait_number,
  waits.sent_at as asked_at,
  answers.message_id as answer_message_id,
  answers.source as answer_source,
  answers.sent_at as answered_at,
  extract(epoch from answers.sent_at - waits.sent_at)::integer as response_seconds,
  answers.message_id is not null as is_answered,
  coalesce(answers.session_id = waits.session_id, false) as is_answered_in_session,
  waits.recorded_at
from waits
left join answers
  on answers.tenant_id = waits.tenant_id
  and answers.contact_id = waits.contact_id
  and answers.channel_type = waits.channel_type
  and answers.outbound_from_here = waits.outbound_from_here
