-- One that was read since this run began may be ahead.
select messages.tenant_id, messages.message_id
from {{ ref('fct_messages') }} as messages
left join {{ ref('fct_enrichments') }} as newest
  on newest.tenant_id = messages.tenant_id
  and newest.message_id = messages.message_id
  and newest.kind = 'sentiment'
  and newest.is_newest
where coalesce(newest.recorded_at < '{{ run_started_at }}', true)
  and (messages.sentiment, messages.sentiment_score) is distinct from (newest.sentiment, newest.sentiment_score)
