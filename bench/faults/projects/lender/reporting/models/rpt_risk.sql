select
    loans.loan_no,
    accounts.bucket,
    borrowers."Rating Class" as rating_class,
    borrowers."Segment" as segment,
    accounts.arrears
from {{ ref('dim_loan', v=1) }} as loans
left join {{ ref('prep_loans') }} as accounts on accounts.loan_no = loans.loan_no
left join {{ ref('dim_borrower') }} as borrowers
    on borrowers.borrower_key = loans.borrower_hk and borrowers.valid_to > timestamp '9000-01-01'
