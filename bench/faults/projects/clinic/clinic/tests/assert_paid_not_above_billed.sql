select claim_no, billed_amount, paid_amount
from {{ ref('fact_claim') }}
where paid_amount > billed_amount
