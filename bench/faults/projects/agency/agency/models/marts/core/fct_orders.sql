with items as (
    select order_id, sum(item_amount) as items_amount, sum(quantity) as pieces
    from {{ ref('stg_shop__order_items') }}
    group by order_id
),

refunds as (
    select order_id, sum(refund_amount) as refunded
    from {{ ref('stg_shop__refunds') }}
    group by order_id
),

rated as (
    select
        orders.* exclude (items),
        items.items_amount,
        items.pieces,
        coalesce(refunds.refunded, 0) as refunded,
        case when orders.currency = 'EUR' then 1.0 else fx.rate_to_eur end as rate_to_eur
    from {{ ref('stg_shop__orders') }} as orders
    left join items on items.order_id = orders.order_id
    left join refunds on refunds.order_id = orders.order_id
    left join {{ ref('int_fx_daily') }} as fx
        on fx.currency = orders.currency and fx.date_day = orders.order_date
)

select
    * exclude (rate_to_eur),
    round(total_amount * rate_to_eur, 2) as gross_eur,
    round((total_amount - refunded) * rate_to_eur, 2) as net_eur
from rated
where status <> 'cancelled'
