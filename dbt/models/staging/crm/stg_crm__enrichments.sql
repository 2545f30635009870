select
  tenant_id,
  message_id,
  kind,
  provider,
  model,
  model_version,
  result,
  took_ms,
  cost_micros,
  created_at as recorded_at
from {{ source('crm', 'enrichments') }}
