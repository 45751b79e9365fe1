select customer_id, tier, alert_rule, count(*) as alerts, avg(minutes_open) as mean_minutes,
       max(minutes_open) as longest_minutes
from {{ ref('alerts_enriched') }}
group by all
