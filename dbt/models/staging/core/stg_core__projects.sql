select
  tenant_id,
  id as project_id,
  name as project_name,
  active as is_active,
  created_at,
  updated_at
from {{ source('core', 'projects') }}
