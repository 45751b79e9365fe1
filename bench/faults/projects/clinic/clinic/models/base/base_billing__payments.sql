select payment_no, claim_no, {{ to_euro('paid_cents') }} as paid_amount, paid_on
from {{ source('billing', 'payments') }}
