select
    borrower_hk as borrower_key,
    borrower_id,
    full_name as "Borrower Name",
    post_code as "Post Code",
    segment as "Segment",
    score as "Score",
    case when score >= 700 then 'A' when score >= 600 then 'B' when score >= 0 then 'C' end as "Rating Class",
    valid_from,
    coalesce(valid_to, timestamp '9999-12-31') as valid_to
from {{ source('vault', 'borrowers') }}
