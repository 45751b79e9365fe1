select loans.*, balances.due_to_date, balances.paid_to_date, balances.arrears, balances.bucket
from {{ ref('bv_loan') }} as loans
inner join {{ ref('bv_balance') }} as balances on balances.loan_hk = loans.loan_hk
