with source as (

    select * from {{ source('pricing', 'products') }}

)

select
    product_id,
    sku,
    product_name,
    category,
    {{ cents_to_amount('unit_cost_cents') }} as unit_cost,
    is_active
from source
