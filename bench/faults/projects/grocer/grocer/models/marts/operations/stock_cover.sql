with sold as (
    select store_id, sku, sum(quantity) / 30.0 as per_day
    from {{ ref('fct_order_lines') }}
    group by 1, 2
)

select
    stock.store_id,
    stock.sku,
    products.category,
    stock.counted_on,
    stock.on_hand,
    stock.on_hand / nullif(sold.per_day, 0) as days_of_cover
from {{ ref('stg_erp__stock_counts') }} as stock
left join {{ ref('dim_products') }} as products on products.sku = stock.sku
left join sold on sold.store_id = stock.store_id and sold.sku = stock.sku
qualify row_number() over (partition by stock.store_id, stock.sku order by stock.counted_on desc) = 1
