with source as (

    select * from {{ source('commerce', 'fct_payments') }}

)

select
    payment_id,
    order_id,
    cast(paid_at as date) as paid_on,
    payment_type,
    payment_method,
    amount,
    processing_fee
from source
