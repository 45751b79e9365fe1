select
    store_id,
    sku,
    cast(counted_on as date) as counted_on,
    on_hand
from {{ source('erp', 'stock_counts') }}
