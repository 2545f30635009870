select
  outbox.tenant_id,
  outbox.event_id,
  outbox.topic,
  attributes ->> 'ce_type' as event_type,
  (attributes ->> 'ce_subject')::uuid as aggregate_id,
  (attributes ->> 'ce_aggregateversion')::integer as aggregate_version,
  attributes ->> 'ce_dataschema' as schema_name,
  attributes ->> 'ce_origin' as origin,
  attributes ->> 'ce_codeversion' as code_version,
  (attributes ->> 'ce_time')::timestamp with time zone as occurred_at,
  (attributes ->> 'ce_ingestedtime')::timestamp with time zone as ingested_at,
  outbox.created_at as recorded_at
from {{ source('core', 'outbox') }} as outbox
cross join lateral (
  select jsonb_object_agg(header ->> 0, header ->> 1) as attributes
  from json_array_elements(outbox.headers) as header
) as envelope
