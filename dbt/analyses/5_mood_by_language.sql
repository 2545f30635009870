-- How is the mood of what people write, by language and month?
select
  date_trunc('month', sent_at)::date as month,
  language,
  count(*) as messages,
  round(avg(sentiment_score)::numeric, 2) as average_mood,
  round(100.0 * count(*) filter (where sentiment = 'negative') / count(*), 1) as negative_percent
from analytics.fct_messages
where direction = 'inbound' and sentiment is not null
group by month, language
order by month, language;
