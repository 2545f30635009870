select tenant_id, count(*) as days, max(date_day) - min(date_day) + 1 as expected
from {{ ref('dim_dates') }}
group by tenant_id
having count(*) <> max(date_day) - min(date_day) + 1
