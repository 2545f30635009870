select
  tenant_id,
  message_id,
  kind,
  provider,
  model,
  model_version,
  case when kind = 'sentiment' then result ->> 'label' end as sentiment,
  case when kind = 'sentiment' then (result ->> 'score')::double precision end as sentiment_score,
  case when kind = 'entities' then jsonb_array_length(result -> 'entities') end as entity_count,
  row_number() over (
    partition by tenant_id, message_id, kind order by recorded_at desc, provider, model, model_version
  ) = 1 as is_newest,
  took_ms,
  trim_scale(cost_micros * 0.000001) as cost_usd,
  recorded_at
from {{ ref('stg_crm__enrichments') }}
