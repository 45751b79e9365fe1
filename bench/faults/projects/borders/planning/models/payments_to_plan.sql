select payment_id, paid_at, amount
from {{ source('shop', 'fct_payments') }}
where amount > 0
