select
    member_no,
    sum(points) as points,
    count(*) as earnings,
    max(earned_at) as last_earned_at
from {{ ref('stg_loyalty__points') }}
group by member_no
