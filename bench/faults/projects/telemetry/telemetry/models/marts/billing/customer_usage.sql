select customer_id, region, date_trunc('month', day) as month, sum(kwh) as kwh
from {{ ref('site_energy') }}
group by all
