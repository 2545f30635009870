-- How long do people wait for our first answer, week by week?
select
  date_trunc('week', started_at)::date as week,
  count(*) as answered,
  round(percentile_cont(0.5) within group (order by agent_response_time_seconds)::numeric) as median_seconds,
  round(percentile_cont(0.9) within group (order by agent_response_time_seconds)::numeric) as slowest_tenth_from_seconds
from analytics.fct_sessions
where is_answered
group by week
order by week;
