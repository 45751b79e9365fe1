select
    txn_id,
    claim_no,
    kind,
    cast(amount as decimal(12, 2)) as amount,
    cast(booked_at as date) as booked_on
from {{ source('clm', 'transactions') }}
