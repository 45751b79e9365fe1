select shift_id, staff_id, {{ clean_code('ward_code') }} as ward_code, shift_start, hours
from {{ source('hr', 'shifts') }}
