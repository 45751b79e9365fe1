with months as (

    select distinct date_trunc('month', issued_on) as month from {{ ref('fct_invoices') }}

)

select
    months.month,
    subscriptions.region,
    subscriptions.plan_tier,
    count(*) as subscribers,
    sum(subscriptions.mrr) as mrr
from months
inner join {{ ref('fct_subscriptions') }} as subscriptions
    on subscriptions.started_at < months.month + interval 1 month
    and (subscriptions.canceled_at is null or subscriptions.canceled_at >= months.month)
group by all
