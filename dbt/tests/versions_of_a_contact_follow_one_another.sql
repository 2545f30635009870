with followed as (
  select
    *,
    lead(valid_from) over (partition by tenant_id, contact_id order by version_number) as next_begins_at
  from {{ ref('dim_contacts') }}
)
select *
from followed
where valid_to <= valid_from
  or (next_begins_at is not null and coalesce(valid_to, 'infinity') > next_begins_at)
  or is_current is distinct from (valid_to is null)
