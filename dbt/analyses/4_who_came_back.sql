-- Who came back most often?
select
  contacts.name,
  contacts.language,
  count(*) as conversations,
  sum(sessions.message_count) as messages,
  max(sessions.last_activity_at) as last_seen_at
from analytics.fct_sessions as sessions
join analytics.dim_contacts as contacts using (tenant_id, contact_id)
where contacts.is_current
group by tenant_id, contact_id, contacts.name, contacts.language
having count(*) > 1
order by conversations desc, messages desc
limit 20;
