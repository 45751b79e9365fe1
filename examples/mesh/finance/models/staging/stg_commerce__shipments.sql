select
    shipment_id,
    order_id,
    carrier_code,
    weight_kg
from {{ source('commerce', 'fct_shipments') }}
