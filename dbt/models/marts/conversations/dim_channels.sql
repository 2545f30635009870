-- Read after the facts, so that every channel that one names is here: {{ ref('fct_conversations') }}
select
  channels.tenant_id,
  channels.channel_id,
  channels.project_id,
  projects.project_name,
  channels.channel_name,
  channels.channel_type,
  channels.status,
  channels.deleted_at is not null as is_deleted,
  channels.created_at as recorded_at,
  channels.updated_at
from {{ ref('stg_crm__channels') }} as channels
left join {{ ref('stg_core__projects') }} as projects using (tenant_id, project_id)
