select a.customer_id, a.tier, count(*) as alerts, sum(case when minutes_open > 240 then 1 else 0 end) as breaches,
       count(distinct v.visit_id) as visits
from {{ ref('alerts_enriched') }} a
left join {{ ref('visits_enriched') }} v on v.device_id = a.device_id and v.visited_at >= a.raised_at
group by all
