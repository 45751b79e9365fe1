with members as (
    select * from {{ ref('stg_loyalty__members') }}
),

points as (
    select * from {{ ref('int_customer_points') }}
)

select
    cast(customers.customer_id as bigint) as customer_id,
    customers.email,
    customers.country,
    customers.opted_in,
    customers.loyalty_no is not null as is_member,
    case when customers.loyalty_no is null then 'none' else members.tier end as tier,
    members.home_store,
    coalesce(points.points, 0) as points
from {{ ref('stg_shop__customers') }} as customers
left join members on members.member_no = customers.loyalty_no
left join points on points.member_no = customers.loyalty_no
