select encounter_id, sum(amount) as total_cost
from {{ ref('prep_encounter_costs') }}
group by encounter_id
