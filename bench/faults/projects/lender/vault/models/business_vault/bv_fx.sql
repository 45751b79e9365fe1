with days as (

    select unnest(generate_series(current_date - 400, current_date + 3, interval 1 day))::date as day

),

currencies as (select distinct currency from {{ source('treasury', 'fx_rates') }}),

spine as (select days.day, currencies.currency from days cross join currencies)

select
    spine.day,
    spine.currency,
    last_value(rates.rate ignore nulls) over (
        partition by spine.currency order by spine.day rows between unbounded preceding and current row
    ) as rate_to_eur
from spine
left join {{ source('treasury', 'fx_rates') }} as rates
    on rates.day = spine.day and rates.currency = spine.currency
