select s.shop, count(m.member_id) as members, avg(m.points) as points
from {{ source('stock', 'shops') }} as s left join {{ ref('stg_members') }} as m on m.shop = s.shop group by 1
