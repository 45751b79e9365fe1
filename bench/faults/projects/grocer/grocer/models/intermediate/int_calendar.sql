select cast(spine.day as date) as calendar_date
from (
    select unnest(generate_series(current_date - interval 45 day, current_date + interval 30 day, interval 1 day)) as day
) as spine
