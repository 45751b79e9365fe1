select country, order_date, count(*) as orders, sum(order_total) as demand
from {{ ref('orders_to_plan') }}
group by country, order_date
