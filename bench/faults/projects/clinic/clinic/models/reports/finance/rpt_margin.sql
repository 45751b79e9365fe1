select cl.payer_code, sum(cl.paid_amount) as revenue, sum(c.total_cost) as total_cost,
       sum(cl.paid_amount) - sum(c.total_cost) as margin
from {{ ref('fact_claim') }} cl
left join {{ ref('fact_encounter_cost') }} c on c.encounter_id = cl.encounter_id
where cl.claim_status = 'paid'
group by cl.payer_code
