select
    plan_code,
    plan_name,
    tier,
    seats_included,
    list_price_cents / 100.0 as list_price
from {{ source('billing', 'plans') }}
