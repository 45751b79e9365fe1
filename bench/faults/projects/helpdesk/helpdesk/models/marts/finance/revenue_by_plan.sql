select
    mrr.date_month,
    plans.plan_name,
    plans.tier,
    sum(mrr.mrr) as mrr,
    round(sum(mrr.mrr) / nullif(count(distinct mrr.account_id), 0), 2) as mrr_per_account
from {{ ref('fct_mrr') }} as mrr
left join {{ ref('dim_plan', v=2) }} as plans on plans.plan_code = mrr.plan_code
where mrr.is_active
group by all
