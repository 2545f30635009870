select
  tenant_id,
  id as contact_id,
  project_id,
  name,
  phone,
  email,
  language,
  timezone,
  tags,
  source_channel,
  first_interaction_at,
  last_interaction_at,
  merged_into,
  created_at as recorded_at,
  updated_at,
  deleted_at
from {{ source('crm', 'contacts') }}
