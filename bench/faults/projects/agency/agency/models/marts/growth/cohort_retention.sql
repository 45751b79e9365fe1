with firsts as (
    select order_id, customer_id, order_date, min(order_date) over (partition by customer_id) as cohort_day
    from {{ ref('fct_orders') }}
),

sizes as (
    select date_trunc('week', cohort_day)::date as cohort_week, count(distinct customer_id) as cohort_size
    from firsts
    group by all
)

select
    sizes.cohort_week,
    date_diff('week', firsts.cohort_day, firsts.order_date) as weeks_later,
    count(distinct firsts.customer_id) as customers,
    {{ safe_divide('count(distinct firsts.customer_id)', 'any_value(sizes.cohort_size)') }} as retention
from firsts
inner join sizes on sizes.cohort_week = date_trunc('week', firsts.cohort_day)::date
group by all
