select
    plan_code,
    plan_name,
    tier,
    seats_included,
    list_price,
    round(list_price / nullif(seats_included, 0), 2) as price_per_seat
from {{ ref('stg_billing__plan') }}
