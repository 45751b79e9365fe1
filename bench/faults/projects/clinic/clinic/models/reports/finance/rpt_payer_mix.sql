select payer_code, count(*) as claims, sum(billed_amount) as billed, sum(paid_amount) as paid,
       sum(paid_amount) / nullif(sum(billed_amount), 0) as paid_share
from {{ ref('fact_claim') }}
group by payer_code
