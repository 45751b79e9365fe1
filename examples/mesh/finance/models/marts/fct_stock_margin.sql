select
    category,
    count(*) as products,
    avg((list_price - unit_cost) / list_price) as average_margin
from {{ ref('stg_commerce__products') }}
group by category
