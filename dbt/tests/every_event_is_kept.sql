select told.*
from {{ ref('stg_core__outbox') }} as told
where told.recorded_at < '{{ run_started_at }}'
  and not exists (
    select from {{ ref('fct_events') }} as kept
    where kept.tenant_id = told.tenant_id and kept.event_id = told.event_id
  )
