select
  tenant_id,
  (sent_at at time zone 'UTC')::date as date_day,
  channel_id,
  project_id,
  project_name,
  channel_name,
  channel_type,
  count(*)::integer as messages,
  (count(*) filter (where direction = 'inbound'))::integer as messages_from_contact,
  (count(*) filter (where direction = 'outbound'))::integer as messages_from_agent,
  (count(*) filter (where status = 'failed'))::integer as failed_messages,
  count(distinct chat_id)::integer as conversations,
  count(distinct contact_id)::integer as people,
  (count(*) filter (where direction = 'inbound' and sentiment is not null))::integer as rated_messages,
  (count(*) filter (where direction = 'inbound' and sentiment = 'negative'))::integer as negative_messages,
  (avg(sentiment_score::numeric) filter (where direction = 'inbound'))::double precision as average_sentiment_score
from {{ ref('fct_messages') }}
group by tenant_id, date_day, channel_id, project_id, project_name, channel_name, channel_type
