select id as refund_id, order_id, amount as refund_amount, reason, refunded_on
from {{ source('shop', 'refunds') }}
