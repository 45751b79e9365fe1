with months as (

    select unnest(generate_series(
        date_trunc('month', current_date - interval 5 month),
        date_trunc('month', current_date),
        interval 1 month
    )) as month_start

),

subscriptions as (

    select
        subscription_id,
        plan_code,
        period_price / period_months as monthly_amount,
        started_at,
        cancelled_at
    from {{ ref('fct_subscriptions') }}

)

select
    months.month_start,
    subscriptions.plan_code,
    count(*) as active_subscriptions,
    sum(subscriptions.monthly_amount) as mrr
from months
inner join subscriptions
    on subscriptions.started_at < months.month_start + interval 1 month
    and coalesce(subscriptions.cancelled_at, cast('9999-12-31' as timestamp)) >= months.month_start
group by months.month_start, subscriptions.plan_code
