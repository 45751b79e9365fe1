with receipts as (

    select
        receipt_id,
        loan_no,
        cast(paid_at as date) as paid_on,
        amount,
        method,
        currency,
        received_at as load_ts
    from {{ source('hub', 'receipts') }}
    where status = 'booked'

)

select {{ hash_key(['loan_no']) }} as loan_hk, *
from receipts
