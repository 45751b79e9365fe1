with movements as (
    select
        date_month,
        {{ pivot('change_category', ['new', 'reactivation', 'churn', 'upgrade', 'downgrade'], 'mrr_change', 'mrr_') }},
        count(distinct case when is_active then account_id end) as active_accounts
    from {{ ref('fct_mrr') }}
    group by date_month
)

select
    *,
    sum(mrr_new + mrr_reactivation + mrr_churn + mrr_upgrade + mrr_downgrade) over (
        order by date_month rows unbounded preceding
    ) as closing_mrr,
    round(-100.0 * mrr_churn / nullif(lag(active_accounts) over (order by date_month), 0), 2) as churn_per_account
from movements
