with unioned as (
    select * from {{ ref('int_mrr_converted') }}
    union all
    select * from {{ ref('int_mrr_churn_months') }}
),

with_previous as (
    select
        *,
        coalesce(lag(is_active) over by_account, false) as was_active,
        coalesce(lag(mrr) over by_account, 0) as previous_mrr,
        mrr - coalesce(lag(mrr) over by_account, 0) as mrr_change,
        min(case when is_active then date_month end) over (partition by account_id) as first_month
    from unioned
    window by_account as (partition by account_id order by date_month)
)

select
    {{ surrogate_key(['date_month', 'account_id']) }} as mrr_key,
    account_id,
    date_month,
    plan_code,
    mrr,
    previous_mrr,
    mrr_change,
    is_active,
    case
        when date_month = first_month then 'new'
        when is_active and not was_active then 'reactivation'
        when was_active and not is_active then 'churn'
        when mrr_change > 0 then 'upgrade'
        when mrr_change < 0 then 'downgrade'
        else 'none'
    end as change_category
from with_previous
