select loans.loan_no, receipts.* exclude (loan_hk)
from {{ ref('bv_receipt') }} as receipts
left join {{ ref('hub_loan') }} as loans on loans.loan_hk = receipts.loan_hk
