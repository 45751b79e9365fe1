select order_id, customer_id, ship_country as home_country, floor(order_total) as points
from {{ ref('commerce', 'fct_orders') }}
