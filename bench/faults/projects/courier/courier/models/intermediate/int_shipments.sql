select
    shipments.*,
    accounts.segment,
    accounts.country,
    depots.city,
    services.sla_hours,
    last_event.last_event,
    last_event.last_seen_at
from {{ ref('stg_shipments') }} as shipments
left join {{ ref('stg_accounts') }} as accounts using (account_id)
left join {{ source('depot', 'depots') }} as depots on depots.code = shipments.depot_code
left join {{ ref('services') }} as services on services.code = shipments.service_code
left join {{ ref('int_last_event') }} as last_event on last_event.shipment_key = shipments.shipment_key
