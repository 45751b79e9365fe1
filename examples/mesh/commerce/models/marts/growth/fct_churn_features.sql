-- One row per subscriber; the columns are the features of the churn model, in its order.
with subscriptions as (

    select * from {{ ref('fct_subscriptions') }}

),

customer_value as (

    select * from {{ ref('fct_customer_value') }}

),

tickets as (

    select customer_id, count(*) as ticket_count, avg(satisfaction_score) as average_satisfaction
    from {{ ref('fct_support_tickets') }}
    group by customer_id

),

deliveries as (

    select
        orders.customer_id,
        sum(case when shipments.is_late then 1 else 0 end) as late_parcels
    from {{ ref('fct_shipments') }} as shipments
    inner join {{ ref('fct_orders') }} as orders on shipments.order_id = orders.order_id
    group by orders.customer_id

)

select
    subscriptions.subscription_id,
    subscriptions.customer_id,
    subscriptions.plan_code,
    {{ days_between('subscriptions.started_at', 'current_timestamp::timestamp') }} as tenure_days,
    customer_value.order_count,
    customer_value.lifetime_value,
    coalesce(tickets.ticket_count, 0) as ticket_count,
    tickets.average_satisfaction,
    coalesce(deliveries.late_parcels, 0) as late_parcels,
    not subscriptions.is_active as has_churned
from subscriptions
left join customer_value on subscriptions.customer_id = customer_value.customer_id
left join tickets on subscriptions.customer_id = tickets.customer_id
left join deliveries on subscriptions.customer_id = deliveries.customer_id
