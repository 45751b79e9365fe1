with in_both as (
    select claim_no, policy_no from {{ ref('stg_clm__claims') }}
    intersect
    select claim_no, policy_no from {{ ref('stg_mf__claims') }}
)

select in_both.claim_no, claims.claim_key, claims.claim_state
from in_both
inner join {{ ref('dim_claim') }} as claims on claims.claim_no = in_both.claim_no
