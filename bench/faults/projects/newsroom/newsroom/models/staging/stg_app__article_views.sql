select
    view_id,
    user_id,
    article_id,
    viewed_at,
    cast(viewed_at as date) as viewed_on,
    seconds_read,
    device,
    _fivetran_synced as synced_at
from {{ source('app', 'article_views') }}
