{{ config(indexes=[{'columns': ['tenant_id', 'sent_at']}]) }}

with sentiments as (
  select tenant_id, message_id, sentiment, sentiment_score
  from {{ ref('int_enrichments_ranked') }}
  where kind = 'sentiment' and is_newest
)

select
  messages.tenant_id,
  messages.message_id,
  messages.project_id,
  projects.project_name,
  messages.channel_id,
  channels.channel_name,
  messages.channel_type,
  messages.chat_id,
  chats.chat_type,
  messages.contact_id,
  messages.session_id,
  case when messages.is_from_us then 'outbound' else 'inbound' end as direction,
  messages.content_type,
  messages.status,
  messages.source,
  messages.language,
  length(messages.text) as text_length,
  sentiments.sentiment,
  sentiments.sentiment_score,
  messages.reply_to is not null as is_reply,
  messages.edited_at is not null as is_edited,
  messages.revoked_at is not null as is_revoked,
  messages.sent_at,
  messages.delivered_at,
  messages.read_at,
  messages.played_at,
  messages.recorded_at
from {{ ref('stg_crm__messages') }} as messages
left join {{ ref('stg_core__projects') }} as projects using (tenant_id, project_id)
left join {{ ref('stg_crm__channels') }} as channels using (tenant_id, channel_id)
left join {{ ref('stg_crm__chats') }} as chats using (tenant_id, chat_id)
left join sentiments using (tenant_id, message_id)
