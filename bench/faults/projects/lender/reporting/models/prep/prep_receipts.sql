select loan_no, receipt_id, paid_on, method, amount_eur, date_trunc('month', paid_on) as paid_month
from {{ source('vault', 'receipts') }}
