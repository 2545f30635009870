{{ config(indexes=[{'columns': ['tenant_id', 'recorded_at']}]) }}

select
  enrichments.tenant_id,
  enrichments.message_id,
  enrichments.kind,
  enrichments.provider,
  enrichments.model,
  enrichments.model_version,
  messages.project_id,
  messages.project_name,
  messages.channel_id,
  messages.channel_type,
  messages.session_id,
  messages.direction,
  messages.language,
  enrichments.sentiment,
  enrichments.sentiment_score,
  enrichments.entity_count,
  enrichments.is_newest,
  enrichments.took_ms,
  extract(epoch from enrichments.recorded_at - messages.recorded_at)::double precision as latency_seconds,
  enrichments.cost_usd,
  messages.sent_at,
  enrichments.recorded_at
from {{ ref('int_enrichments_ranked') }} as enrichments
inner join {{ ref('fct_messages') }} as messages using (tenant_id, message_id)
