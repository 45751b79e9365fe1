select
    months.account_id,
    months.date_month,
    months.plan_code,
    {{ in_euros('months.monthly_cents', 'rates.per_eur') }} as mrr,
    months.monthly_cents > 0 as is_active
from {{ ref('int_mrr_months') }} as months
left join {{ ref('stg_fx__rate') }} as rates
    on rates.currency = months.currency
    and rates.rate_month = months.date_month
