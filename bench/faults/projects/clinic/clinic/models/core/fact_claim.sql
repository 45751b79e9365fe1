select b.claim_no, b.encounter_id, e.patient_id, b.payer_code, b.claim_status, b.submitted_on,
       b.billed_amount, b.paid_amount, b.open_amount
from {{ ref('prep_claim_balance') }} b
left join {{ ref('fact_encounter') }} e on e.encounter_id = b.encounter_id
