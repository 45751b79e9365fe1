select
    members.member_no,
    members.tier,
    stores.region as home_region,
    coalesce(points.points, 0) as points,
    points.last_earned_at
from {{ ref('stg_loyalty__members') }} as members
left join {{ ref('int_customer_points') }} as points on points.member_no = members.member_no
left join {{ ref('dim_stores') }} as stores on stores.store_id = members.home_store
