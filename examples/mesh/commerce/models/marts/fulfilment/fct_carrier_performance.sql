with shipments as (

    select * from {{ ref('fct_shipments') }}
    where shipped_at < current_date - interval {{ var('delivery_grace_days') }} day

),

failed_attempts as (

    select shipment_id, count(*) as failed_attempts
    from {{ ref('fct_carrier_events') }}
    where event_code = 'failed_attempt'
    group by shipment_id

)

select
    shipments.carrier_code,
    date_trunc('week', shipments.shipped_at) as shipped_week,
    count(*) as parcels,
    avg(shipments.days_in_transit) as average_days_in_transit,
    avg(case when shipments.is_late then 1.0 else 0.0 end) as late_share,
    sum(coalesce(failed_attempts.failed_attempts, 0)) as failed_attempts
from shipments
left join failed_attempts on shipments.shipment_id = failed_attempts.shipment_id
group by shipments.carrier_code, date_trunc('week', shipments.shipped_at)
