select
    event_id,
    {{ key_of('shipment_no') }} as shipment_key,
    event_type,
    depot_code as scanned_in,
    scanned_at
from {{ source('scan', 'events') }}
