select cast(shipped_at as date) as day, count(*) as parcels
from {{ source('shop', 'fct_shipments') }}
group by 1
