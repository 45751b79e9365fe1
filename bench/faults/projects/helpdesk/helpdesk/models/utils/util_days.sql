select cast(day as date) as date_day
from (
    select unnest(generate_series(current_date - interval 20 day, current_date - interval 1 day, interval 1 day)) as day
)
