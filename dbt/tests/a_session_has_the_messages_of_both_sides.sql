select *
from {{ ref('fct_sessions') }}
where messages_from_contact + messages_from_agent <> message_count
