select loan_no, borrower_hk, product_code, asset_class, principal, opened_on, loan_status
from {{ ref('prep_loans') }}
