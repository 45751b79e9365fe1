with source as (

    select * from {{ source('subscriptions', 'subscriptions') }}

)

select
    subscription_id,
    customer_id,
    plan_code,
    {{ cents_to_amount('price_cents') }} as period_price,
    started_at,
    cancelled_at,
    cancelled_at is null as is_active
from source
