select dispense_id, encounter_id, {{ clean_code('drug_code') }} as drug_code, quantity, dispensed_at
from {{ source('pharmacy', 'dispenses') }}
