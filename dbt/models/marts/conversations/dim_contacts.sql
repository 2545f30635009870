-- Built last, so that every person whom a fact names is here: {{ ref('fct_sessions') }}
select
  contacts.tenant_id,
  contacts.contact_id,
  contacts.project_id,
  projects.project_name,
  contacts.name,
  contacts.phone is not null as has_phone,
  contacts.email is not null as has_email,
  contacts.language,
  contacts.timezone,
  contacts.tags,
  contacts.source_channel,
  contacts.first_interaction_at,
  contacts.last_interaction_at,
  contacts.deleted_at is not null as is_deleted,
  contacts.merged_into,
  contacts.recorded_at,
  contacts.updated_at
from {{ ref('stg_crm__contacts') }} as contacts
left join {{ ref('stg_core__projects') }} as projects using (tenant_id, project_id)
