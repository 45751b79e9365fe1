select
    id as refund_id,
    charge_id,
    {{ cents_to_euros('amount_cents') }} as refunded,
    reason,
    cast(refunded_at as date) as refunded_on
from {{ source('pay', 'refunds') }}
