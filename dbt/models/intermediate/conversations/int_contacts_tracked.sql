-- Read after the facts, so that every person whom one names is here: {{ ref('fct_conversations') }}
select
  tenant_id,
  contact_id,
  project_id,
  name,
  phone is not null as has_phone,
  email is not null as has_email,
  language,
  timezone,
  tags,
  source_channel,
  deleted_at is not null as is_deleted,
  merged_into,
  recorded_at,
  updated_at
from {{ ref('stg_crm__contacts') }}
