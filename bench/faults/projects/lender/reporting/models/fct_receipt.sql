select
    receipts.receipt_id,
    receipts.loan_no,
    loans.borrower_key,
    dates.day as paid_on,
    receipts.method,
    receipts.amount_eur
from {{ ref('prep_receipts') }} as receipts
left join {{ ref('dim_loan', v=2) }} as loans on loans."Loan No" = receipts.loan_no
left join {{ ref('dim_date') }} as dates on dates.day = receipts.paid_on
