with events as (

    select * from {{ ref('stg_logistics__carrier_events') }}

),

ranked as (

    select
        shipment_id,
        event_code,
        occurred_at,
        row_number() over (partition by shipment_id order by occurred_at desc, event_id desc) as recency
    from events

)

select
    shipment_id,
    event_code as latest_event,
    occurred_at as latest_event_at
from ranked
where recency = 1
