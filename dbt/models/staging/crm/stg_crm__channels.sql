select
  tenant_id,
  id as channel_id,
  project_id,
  name as channel_name,
  type as channel_type,
  status,
  created_at,
  updated_at,
  deleted_at
from {{ source('crm', 'channels') }}
