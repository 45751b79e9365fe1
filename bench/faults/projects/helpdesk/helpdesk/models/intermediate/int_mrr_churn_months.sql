with last_months as (
    select account_id, max(date_month) as last_month
    from {{ ref('int_mrr_converted') }}
    where is_active
    group by account_id
)

select
    last_months.account_id,
    months.date_month,
    null as plan_code,
    0.0 as mrr,
    false as is_active
from last_months
inner join {{ ref('util_months') }} as months
    on months.date_month = last_months.last_month + interval 1 month
where not exists (
    select 1
    from {{ ref('int_mrr_converted') }} as known
    where known.account_id = last_months.account_id
        and known.date_month = months.date_month
)
