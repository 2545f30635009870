with told as (
  select tenant_id, sum(message_count) as messages from {{ ref('fct_conversations') }} group by 1
), counted as (
  select tenant_id, count(*) as messages from {{ ref('fct_messages') }} group by 1
)
select *
from counted
left join told using (tenant_id)
where told.messages is distinct from counted.messages
