with shipments as (

    select * from {{ ref('stg_logistics__shipments') }}

),

latest_events as (

    select * from {{ ref('int_shipments__latest_event') }}

),

carriers as (

    select carrier_code, carrier_name from {{ ref('carriers') }}

)

select
    shipments.shipment_id,
    shipments.order_id,
    shipments.carrier_code,
    carriers.carrier_name,
    shipments.shipped_at,
    shipments.promised_at,
    shipments.delivered_at,
    {{ days_between('shipments.shipped_at', 'shipments.delivered_at') }} as days_in_transit,
    shipments.delivered_at > shipments.promised_at as is_late,
    latest_events.latest_event,
    cast(shipments.weight_kg as decimal(8, 3)) as weight_kg
from shipments
left join latest_events on shipments.shipment_id = latest_events.shipment_id
left join carriers on shipments.carrier_code = carriers.carrier_code
