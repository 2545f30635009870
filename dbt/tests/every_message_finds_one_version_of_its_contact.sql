select messages.tenant_id, messages.message_id, count(contacts.contact_id) as versions
from {{ ref('fct_messages') }} as messages
left join {{ ref('dim_contacts') }} as contacts
  on contacts.tenant_id = messages.tenant_id
  and contacts.contact_id = messages.contact_id
  and contacts.valid_from <= messages.sent_at
  and (messages.sent_at < contacts.valid_to or contacts.valid_to is null)
where messages.contact_id is not null
group by messages.tenant_id, messages.message_id
having count(contacts.contact_id) <> 1
