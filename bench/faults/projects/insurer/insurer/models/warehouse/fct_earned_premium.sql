with months as (
    select distinct month_start from {{ ref('dim_date') }}
    where month_start <= current_date
),

spread as (
    select
        policies.policy_key,
        policies.product_line,
        months.month_start,
        policies.annual_premium,
        date_diff(
            'day',
            greatest(policies.valid_from, months.month_start),
            least(policies.valid_to, cast(months.month_start + interval 1 month as date))
        ) as days
    from months
    cross join {{ ref('dim_policy') }} as policies
    where policies.valid_from < months.month_start + interval 1 month
        and policies.valid_to > months.month_start
)

select
    policy_key,
    product_line,
    month_start,
    days,
    round(annual_premium * days / 365.0, 2) as earned_amount
from spread
