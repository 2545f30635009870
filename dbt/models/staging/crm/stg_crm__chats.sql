select
  tenant_id,
  id as chat_id,
  project_id,
  channel_id,
  contact_id,
  type as chat_type,
  status,
  subject,
  last_message_at,
  created_at,
  updated_at
from {{ source('crm', 'chats') }}
