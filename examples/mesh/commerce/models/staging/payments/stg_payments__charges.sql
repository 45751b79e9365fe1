with source as (

    select * from {{ source('payments', 'charges') }}

)

select
    charge_id,
    order_id,
    charged_at,
    method as payment_method,
    status = 'captured' as is_captured,
    {{ cents_to_amount('amount_cents') }} as amount,
    {{ cents_to_amount('processing_fee_cents') }} as processing_fee,
    currency
from source
