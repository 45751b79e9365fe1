-- Money of running billing periods that we have not earned yet.
with subscriptions as (

    select * from {{ ref('stg_commerce__subscriptions') }}
    where cancelled_at is null

),

periods as (

    select
        subscription_id,
        plan_code,
        period_price,
        period_months,
        date_diff('month', started_at, cast(current_date as timestamp)) % period_months as months_used
    from subscriptions

)

select
    plan_code,
    count(*) as subscriptions,
    sum(period_price * (period_months - months_used) / period_months) as deferred_revenue
from periods
group by plan_code
