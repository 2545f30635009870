-- At which hours do people write to us?
select
  extract(hour from sent_at at time zone 'America/Sao_Paulo')::integer as hour,
  count(*) filter (where extract(isodow from sent_at at time zone 'America/Sao_Paulo') <= 5) as on_weekdays,
  count(*) filter (where extract(isodow from sent_at at time zone 'America/Sao_Paulo') > 5) as on_weekends
from analytics.fct_messages
where direction = 'inbound'
group by hour
order by hour;
