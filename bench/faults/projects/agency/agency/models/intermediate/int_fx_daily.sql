-- weekends and holidays have the rate of the last working day
with currencies as (
    select distinct currency from {{ ref('stg_fx__rates') }}
),

days as (
    select calendar.date_day, currencies.currency
    from {{ ref('int_calendar') }} as calendar
    cross join currencies
)

select days.date_day, days.currency, rates.rate_to_eur, rates.rate_date
from days
asof left join {{ ref('stg_fx__rates') }} as rates
    on rates.currency = days.currency and days.date_day >= rates.rate_date
