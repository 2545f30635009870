-- A late message may have joined two sessions between the building of the two marts: then the source lacks it too.
select messages.*
from {{ ref('fct_messages') }} as messages
left join {{ ref('fct_sessions') }} as sessions using (tenant_id, session_id)
where messages.session_id is not null
  and sessions.session_id is null
  and exists (
    select from {{ ref('stg_crm__sessions') }} as recorded
    where recorded.tenant_id = messages.tenant_id and recorded.session_id = messages.session_id
  )
