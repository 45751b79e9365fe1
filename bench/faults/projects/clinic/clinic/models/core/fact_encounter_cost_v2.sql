with costs as (select * from {{ ref('prep_encounter_costs') }})
select encounter_id,
       sum(case when cost_type = 'drug' then amount else 0 end) as drug_cost,
       sum(case when cost_type = 'lab' then amount else 0 end) as lab_cost,
       sum(case when cost_type = 'bed' then amount else 0 end) as bed_cost,
       sum(amount) as total_cost
from costs
group by encounter_id
