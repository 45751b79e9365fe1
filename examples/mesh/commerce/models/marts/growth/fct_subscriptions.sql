with subscriptions as (

    select * from {{ ref('stg_subscriptions__subscriptions') }}

)

select
    subscription_id,
    customer_id,
    plan_code,
    period_price,
    case plan_code when 'monthly' then 1 when 'quarterly' then 3 when 'yearly' then 12 end as period_months,
    started_at,
    cancelled_at,
    is_active
from subscriptions
