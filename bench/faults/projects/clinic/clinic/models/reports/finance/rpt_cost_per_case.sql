select e.encounter_class, e.insurer_code, count(*) as cases, sum(c.total_cost) as total_cost,
       sum(c.total_cost) / count(*) as cost_per_case, sum(c.drug_cost) as drug_cost
from {{ ref('fact_encounter') }} e
join {{ ref('fact_encounter_cost', v=2) }} c on c.encounter_id = e.encounter_id
group by 1, 2
