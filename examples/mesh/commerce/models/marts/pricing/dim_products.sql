with products as (

    select * from {{ ref('stg_pricing__products') }}

),

current_prices as (

    select product_id, list_price from {{ ref('stg_pricing__prices') }} where is_current

)

select
    products.product_id,
    products.sku,
    products.product_name,
    products.category,
    products.unit_cost,
    current_prices.list_price,
    cast(current_prices.list_price - products.unit_cost as decimal(12, 2)) as unit_margin,
    products.is_active
from products
left join current_prices on products.product_id = current_prices.product_id
