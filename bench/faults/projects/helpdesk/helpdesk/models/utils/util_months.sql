select cast(month as date) as date_month
from (
    select unnest(generate_series(
        date '{{ var("spine_start") }}', date_trunc('month', current_date), interval 1 month
    )) as month
)
