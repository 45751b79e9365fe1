select
    city,
    cast(booked_at as date) as day,
    count(*) as parcels,
    sum(case when last_event = 'delivered' then 1 else 0 end) / count(*) as delivered_share,
    avg(count(*)) over (partition by city order by cast(booked_at as date) rows between 6 preceding and current row) as parcels_7d
from {{ ref('int_shipments') }}
group by 1, 2
