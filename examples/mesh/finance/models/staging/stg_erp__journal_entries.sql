with source as (

    select * from {{ source('erp', 'journal_entries') }}

)

select
    entry_id,
    account_code,
    booked_on,
    order_id,
    {{ cents_to_amount('amount_cents') }} as amount
from source
