select
    claim_no,
    policy_no,
    peril as peril_code,
    cast(loss_at as date) as loss_on,
    cast(reported_at as date) as reported_on,
    lower(state) as claim_state,
    handler
from {{ source('clm', 'claims') }}
where not _fivetran_deleted
