select
    receipts.loan_hk,
    receipts.receipt_id,
    receipts.paid_on,
    receipts.method,
    receipts.currency,
    receipts.amount,
    receipts.amount * coalesce(fx.rate_to_eur, case when receipts.currency = 'EUR' then 1 end) as amount_eur
from {{ ref('sat_receipt') }} as receipts
left join {{ ref('bv_fx') }} as fx on fx.day = receipts.paid_on and fx.currency = receipts.currency
