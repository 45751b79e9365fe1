with source as (

    select * from {{ source('payments', 'refunds') }}

)

select
    refund_id,
    charge_id,
    refunded_at,
    {{ cents_to_amount('amount_cents') }} as refund_amount,
    reason
from source
