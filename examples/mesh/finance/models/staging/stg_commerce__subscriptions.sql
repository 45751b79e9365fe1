select
    subscription_id,
    plan_code,
    period_price,
    period_months,
    started_at,
    cancelled_at
from {{ source('commerce', 'fct_subscriptions') }}
