with periods as (

    select * from {{ ref('stg_billing__subscription_period') }}
),

months as (

    select * from {{ ref('util_months') }}
),

lifetimes as (

    select account_id, min(start_date) as first_day, max(end_date) as last_day
    from periods
    group by 1
),

account_months as (

    select lifetimes.account_id, months.date_month
    from lifetimes
    inner join months
        on months.date_month >= lifetimes.first_day
        and months.date_month < lifetimes.last_day
)

select
    account_months.account_id,
    account_months.date_month,
    periods.plan_code,
    coalesce(periods.currency, 'EUR') as currency,
    coalesce(periods.monthly_cents, 0) as monthly_cents
from account_months
left join periods
    on periods.account_id = account_months.account_id
    and account_months.date_month >= periods.start_date
    and account_months.date_month < periods.end_date
