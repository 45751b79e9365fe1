with revenue as (

    select * from {{ ref('int_revenue__by_order') }}

),

freight as (

    select * from {{ ref('int_freight__by_order') }}

),

fees as (

    select order_id, sum(processing_fee) as processing_fees
    from {{ ref('stg_commerce__payments') }}
    group by order_id

)

select
    revenue.order_id,
    revenue.order_date,
    revenue.net_revenue,
    revenue.goods_cost,
    coalesce(freight.freight_cost, 0) as freight_cost,
    coalesce(fees.processing_fees, 0) as processing_fees,
    revenue.net_revenue - revenue.goods_cost - coalesce(freight.freight_cost, 0)
    - coalesce(fees.processing_fees, 0) as margin
from revenue
left join freight on revenue.order_id = freight.order_id
left join fees on revenue.order_id = fees.order_id
