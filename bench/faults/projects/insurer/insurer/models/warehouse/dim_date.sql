select
    cast(days.date_day as date) as date_day,
    cast(date_trunc('month', days.date_day) as date) as month_start,
    cast(date_trunc('quarter', days.date_day) as date) as quarter_start,
    year(days.date_day) as calendar_year
from (
    select unnest(generate_series(
        date '{{ var("first_day") }}', current_date + interval 40 day, interval 1 day
    )) as date_day
) as days
