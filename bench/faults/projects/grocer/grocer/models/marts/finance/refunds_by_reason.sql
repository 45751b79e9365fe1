select
    refunds.reason,
    charges.payment_method,
    count(*) as refunds,
    sum(refunds.refunded) as refunded
from {{ ref('stg_pay__refunds') }} as refunds
left join {{ ref('stg_pay__charges') }} as charges
    on charges.charge_id = refunds.charge_id
group by 1, 2
