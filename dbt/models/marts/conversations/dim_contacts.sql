-- A fact of any age finds a version: the first one begins with the first word that was exchanged.
with versions as (
  select
    *,
    row_number() over (partition by tenant_id, contact_id order by dbt_valid_from, dbt_scd_id)::integer
      as version_number
  from {{ ref('snapshot_contacts') }}
)

select
  versions.tenant_id,
  versions.contact_id,
  versions.version_number,
  versions.project_id,
  projects.project_name,
  versions.name,
  versions.has_phone,
  versions.has_email,
  versions.language,
  versions.timezone,
  versions.tags,
  versions.source_channel,
  contacts.first_interaction_at,
  contacts.last_interaction_at,
  versions.is_deleted,
  versions.merged_into,
  case
    when versions.version_number = 1
      then least(versions.dbt_valid_from, versions.recorded_at, contacts.first_interaction_at)
    else versions.dbt_valid_from
  end as valid_from,
  versions.dbt_valid_to as valid_to,
  versions.dbt_valid_to is null as is_current,
  versions.recorded_at
from versions
left join {{ ref('stg_crm__contacts') }} as contacts using (tenant_id, contact_id)
left join {{ ref('stg_core__projects') }} as projects
  on projects.tenant_id = versions.tenant_id and projects.project_id = versions.project_id
