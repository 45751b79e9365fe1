with moved as (
    select
        loss_date.quarter_start as accident_quarter,
        date_diff('month', loss_date.month_start, booking_date.month_start) as development_month,
        transactions.kind,
        transactions.amount
    from {{ ref('fct_claim_transactions') }} as transactions
    inner join {{ ref('dim_date') }} as loss_date on loss_date.date_day = transactions.loss_on
    inner join {{ ref('dim_date') }} as booking_date on booking_date.date_day = transactions.booked_on
),

cells as (
    select quarters.accident_quarter, months.development_month
    from (select distinct accident_quarter from moved) as quarters
    cross join (select unnest(range(0, (select max(development_month) + 1 from moved))) as development_month) as months
)

select
    cells.accident_quarter,
    cells.development_month,
    coalesce(sum(moved.amount) filter (where moved.kind = 'payment'), 0) as paid,
    coalesce(sum(moved.amount) filter (where moved.kind = 'recovery'), 0) as recovered,
    sum(coalesce(sum(moved.amount) filter (where moved.kind <> 'reserve'), 0)) over (
        partition by cells.accident_quarter order by cells.development_month
    ) as cumulative_net_paid
from cells
left join moved
    on moved.accident_quarter = cells.accident_quarter
    and moved.development_month = cells.development_month
group by 1, 2
