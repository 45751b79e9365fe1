select
    store_id,
    name as store_name,
    region,
    square_metres
from {{ source('erp', 'stores') }}
