select device_model, outcome, count(*) as visits, sum(visit_cost) as cost, avg(visit_cost) as mean_cost
from {{ ref('visits_enriched') }}
group by all
