select
    loan_no as "Loan No",
    borrower_hk as borrower_key,
    product_code as "Product",
    asset_class as "Asset Class",
    principal as "Principal",
    rate_pct as "Rate",
    opened_on as "Opened On",
    loan_status as "Status",
    branch as "Branch"
from {{ ref('prep_loans') }}
