select
    product_id,
    category,
    unit_cost,
    list_price
from {{ source('commerce', 'dim_products') }}
where is_active
