with tickets as (

    select * from {{ ref('stg_crm__tickets') }}

),

customers as (

    select customer_id, country_code from {{ ref('dim_customers') }}

)

select
    tickets.ticket_id,
    tickets.customer_id,
    customers.country_code,
    tickets.topic,
    tickets.opened_at,
    tickets.closed_at,
    {{ days_between('tickets.opened_at', 'tickets.closed_at') }} as days_to_close,
    tickets.satisfaction_score
from tickets
left join customers on tickets.customer_id = customers.customer_id
