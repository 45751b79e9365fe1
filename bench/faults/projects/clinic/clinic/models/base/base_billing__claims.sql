select claim_no, encounter_id, {{ clean_code('payer') }} as payer_code, {{ to_euro('billed_cents') }} as billed_amount,
       status as claim_status, submitted_on
from {{ source('billing', 'claims') }}
