select order_id as lab_order_id, encounter_id, {{ clean_code('test_code') }} as test_code, ordered_at
from {{ source('lab', 'orders') }}
