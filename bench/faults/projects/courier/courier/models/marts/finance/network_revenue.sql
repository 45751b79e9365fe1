with booked as (

    select network, cast(booked_at as date) as day, sum(price) as revenue, count(*) as parcels
    from {{ ref('stg_shipments') }}
    group by 1, 2

)

select *, revenue / parcels as revenue_per_parcel, lag(revenue) over (partition by network order by day) as revenue_before
from booked
