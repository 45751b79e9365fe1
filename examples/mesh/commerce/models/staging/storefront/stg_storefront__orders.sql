with source as (

    select * from {{ source('storefront', 'orders') }}

)

select
    order_id,
    customer_id,
    ordered_at,
    cast(ordered_at as date) as order_date,
    status as order_status,
    channel,
    promo_code,
    {{ cents_to_amount('order_total_cents') }} as order_total,
    currency,
    ship_country
from source
