with earned as (
    select
        product_line,
        cast(date_trunc('quarter', month_start) as date) as accident_quarter,
        sum(earned_amount) as earned
    from {{ ref('fct_earned_premium') }}
    group by 1, 2
),

incurred as (
    select
        transactions.product_line,
        dates.quarter_start as accident_quarter,
        sum(transactions.amount) as incurred
    from {{ ref('fct_claim_transactions') }} as transactions
    inner join {{ ref('dim_date') }} as dates on dates.date_day = transactions.loss_on
    group by 1, 2
)

select
    coalesce(earned.product_line, 'All lines') as product_line,
    earned.accident_quarter,
    sum(earned.earned) as earned,
    sum(incurred.incurred) as incurred,
    sum(incurred.incurred) / nullif(sum(earned.earned), 0) as loss_ratio
from earned
left join incurred
    on incurred.product_line = earned.product_line
    and incurred.accident_quarter = earned.accident_quarter
group by rollup (earned.accident_quarter, earned.product_line)
