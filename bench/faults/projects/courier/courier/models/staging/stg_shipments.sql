with nord as (

    select
        'nord' as network,
        shipment_no,
        account_id,
        depot_code,
        service,
        weight_g / 1000.0 as weight_kg,
        booked_at,
        price_cents / 100.0 as price
    from {{ source('nord', 'shipments') }}

),

sued as (

    select 'sued', sendung_nr, kunde, depot, art, cast(gewicht_kg as double), gebucht, preis
    from {{ source('sued', 'sendungen') }}

),

both_networks as (select * from nord union all select * from sued)

select
    {{ key_of('shipment_no') }} as shipment_key,
    network,
    shipment_no,
    account_id,
    depot_code,
    upper(trim(service)) as service_code,
    weight_kg,
    booked_at,
    price
from both_networks
