select
    {{ hash_key(['borrower_id']) }} as borrower_hk,
    borrower_id,
    full_name,
    birth_date,
    post_code,
    segment,
    dbt_valid_from as valid_from,
    dbt_valid_to as valid_to
from {{ ref('snap_borrowers') }}
