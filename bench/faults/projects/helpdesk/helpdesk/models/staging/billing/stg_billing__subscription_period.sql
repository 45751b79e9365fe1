select
    period_id,
    {{ account_id_of('account_ref') }} as account_id,
    plan_code,
    currency,
    monthly_cents,
    start_date,
    coalesce(end_date, date '2999-12-31') as end_date
from {{ source('billing', 'subscription_periods') }}
