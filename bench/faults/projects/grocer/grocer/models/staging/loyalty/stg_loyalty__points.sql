select
    txn_id,
    member_no,
    order_ref as order_id,
    points,
    earned_at
from {{ source('loyalty', 'points') }}
