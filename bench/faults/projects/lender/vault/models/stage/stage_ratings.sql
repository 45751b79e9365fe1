select
    {{ hash_key(['borrower_id']) }} as borrower_hk,
    rating_id,
    scored_at,
    score,
    model_version
from {{ source('scoring', 'ratings') }}
