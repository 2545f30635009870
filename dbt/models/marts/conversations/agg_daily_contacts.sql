select
  tenant_id,
  (coalesce(first_interaction_at, recorded_at) at time zone 'UTC')::date as date_day,
  project_id,
  coalesce(source_channel, 'none') as source_channel,
  project_name,
  count(*)::integer as new_contacts
from {{ ref('dim_contacts') }}
where is_current and merged_into is null
group by tenant_id, date_day, project_id, coalesce(source_channel, 'none'), project_name
