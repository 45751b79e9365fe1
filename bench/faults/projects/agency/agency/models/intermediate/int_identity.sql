-- whom a browser belonged to last
select distinct
    anonymous_id,
    last_value(user_id) over (
        partition by anonymous_id order by identified_at
        rows between unbounded preceding and unbounded following
    ) as customer_id
from {{ source('web', 'identifies') }}
