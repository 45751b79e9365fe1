select day::date as day, extract(month from day) as month, extract(dow from day) in (0, 6) as is_weekend
from (select unnest(generate_series(date '2025-10-01', current_date + 3, interval 1 day)) as day)
