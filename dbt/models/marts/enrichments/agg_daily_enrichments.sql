select
  tenant_id,
  (recorded_at at time zone 'UTC')::date as date_day,
  project_id,
  kind,
  provider,
  model,
  model_version,
  project_name,
  count(*)::integer as enrichments,
  avg(took_ms::numeric)::double precision as average_took_ms,
  percentile_cont(0.5) within group (order by latency_seconds) as median_latency_seconds,
  sum(cost_usd) as cost_usd
from {{ ref('fct_enrichments') }}
group by tenant_id, date_day, project_id, kind, provider, model, model_version, project_name
