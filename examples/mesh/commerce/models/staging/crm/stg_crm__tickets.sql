with source as (

    select * from {{ source('crm', 'tickets') }}

)

select
    ticket_id,
    customer_id,
    lower(topic) as topic,
    opened_at,
    closed_at,
    satisfaction_score
from source
