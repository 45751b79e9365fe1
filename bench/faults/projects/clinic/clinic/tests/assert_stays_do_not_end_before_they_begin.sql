select encounter_id, stay_number
from {{ ref('fact_stay') }}
where left_at < entered_at
