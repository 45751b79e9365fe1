select
    orders.order_id,
    item ->> '$.sku' as sku,
    (item ->> '$.qty')::integer as quantity,
    (item ->> '$.price')::decimal(18, 2) as unit_price,
    quantity * unit_price as item_amount
from {{ ref('stg_shop__orders') }} as orders
cross join unnest(from_json(orders.items, '["JSON"]')) as lines(item)
