select *
from {{ ref('fct_conversations') }}
where messages_from_contact + messages_from_agent <> message_count
  or (is_waiting and messages_from_contact = 0)
  or first_response_seconds < 0
  or session_count < reopened_count
