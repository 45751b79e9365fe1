with paid as (
    select claim_no, sum(paid_amount) as paid_amount, max(paid_on) as last_paid_on
    from {{ ref('base_billing__payments') }}
    group by 1
)
select c.claim_no, c.encounter_id, c.payer_code, c.claim_status, c.submitted_on, c.billed_amount,
       coalesce(p.paid_amount, 0) as paid_amount, c.billed_amount - coalesce(p.paid_amount, 0) as open_amount
from {{ ref('base_billing__claims') }} c
left join paid p using (claim_no)
