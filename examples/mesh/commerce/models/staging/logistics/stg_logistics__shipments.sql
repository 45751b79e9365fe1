with source as (

    select * from {{ source('logistics', 'shipments') }}

)

select
    shipment_id,
    order_id,
    carrier_code,
    shipped_at,
    promised_at,
    delivered_at,
    weight_grams / 1000.0 as weight_kg
from source
