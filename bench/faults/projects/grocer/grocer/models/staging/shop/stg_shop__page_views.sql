select
    event_id,
    visitor_id,
    customer_id,
    path,
    device,
    viewed_at
from {{ source('shop', 'page_views') }}
