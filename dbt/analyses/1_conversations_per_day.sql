-- How many conversations begin each day, and how many of them do we answer?
select
  started_at::date as day,
  count(*) as conversations,
  count(*) filter (where is_answered) as answered,
  count(distinct contact_id) as people
from analytics.fct_sessions
group by day
order by day;
