select drug_code, drug_name, atc as atc_group, {{ to_euro('unit_cost_cents') }} as unit_cost, is_listed
from {{ source('pharmacy', 'drugs') }}
