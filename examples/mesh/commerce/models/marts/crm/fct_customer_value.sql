with customers as (

    select customer_id, country_code, region, signed_up_at from {{ ref('dim_customers') }}

),

history as (

    select * from {{ ref('int_customers__order_history') }}

)

select
    customers.customer_id,
    customers.country_code,
    customers.region,
    coalesce(history.order_count, 0) as order_count,
    coalesce(history.lifetime_value, 0) as lifetime_value,
    history.last_ordered_at,
    case
        when history.order_count is null then 'prospect'
        when history.order_count = 1 then 'new'
        when history.order_count < 5 then 'returning'
        else 'loyal'
    end as value_segment
from customers
left join history on customers.customer_id = history.customer_id
