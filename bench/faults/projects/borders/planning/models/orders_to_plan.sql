select order_id, order_date, ship_country as country, order_total
from {{ source('shop', 'fct_orders') }}
