with numbered as (

    select
        *,
        row_number() over (partition by shipment_key order by scanned_at desc, event_id desc) as place
    from {{ ref('stg_events') }}

)

select shipment_key, event_type as last_event, scanned_at as last_seen_at
from numbered
where place = 1
