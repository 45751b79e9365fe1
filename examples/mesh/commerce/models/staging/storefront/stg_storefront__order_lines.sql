with source as (

    select * from {{ source('storefront', 'order_lines') }}

)

select
    order_line_id,
    order_id,
    product_id,
    quantity,
    {{ cents_to_amount('unit_price_cents') }} as unit_price,
    {{ cents_to_amount('quantity * unit_price_cents') }} as line_total
from source
