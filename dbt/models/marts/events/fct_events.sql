{{ config(materialized='ledger', indexes=[{'columns': ['tenant_id', 'occurred_at']}, {'columns': ['recorded_at']}]) }}

select
  tenant_id,
  event_id,
  event_type,
  topic,
  split_part(topic, '.', 2) as aggregate,
  aggregate_id,
  aggregate_version,
  schema_name,
  origin,
  code_version,
  occurred_at,
  ingested_at,
  recorded_at
from {{ ref('stg_core__outbox') }}
