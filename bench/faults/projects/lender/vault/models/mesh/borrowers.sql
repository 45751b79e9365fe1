with ratings as (

    select borrower_hk, score, scored_at
    from {{ ref('stage_ratings') }}
    qualify row_number() over (partition by borrower_hk order by scored_at desc) = 1

)

select borrowers.*, ratings.score, ratings.scored_at
from {{ ref('stage_borrowers') }} as borrowers
left join ratings on ratings.borrower_hk = borrowers.borrower_hk
