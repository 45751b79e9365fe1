with currencies as (
    select distinct currency from {{ ref('stg_fx__rates') }}
),

spine as (
    select calendar.calendar_date, currencies.currency
    from {{ ref('int_calendar') }} as calendar
    cross join currencies
)

select
    spine.calendar_date,
    spine.currency,
    last_value(rates.rate_to_eur ignore nulls) over (
        partition by spine.currency order by spine.calendar_date
        rows between unbounded preceding and current row
    ) as rate_to_eur
from spine
left join {{ ref('stg_fx__rates') }} as rates
    on rates.currency = spine.currency
    and rates.rate_date = spine.calendar_date
