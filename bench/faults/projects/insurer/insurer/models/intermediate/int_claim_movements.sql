select txn_id as movement_id, claim_no, kind, amount, booked_on
from {{ ref('stg_clm__transactions') }}
union all
select cast(movement_no as varchar), claim_no, kind, amount, booked_on
from {{ ref('stg_mf__movements') }}
