select s.encounter_id, s.stay_number, s.ward_code, w.ward_name, w.beds, s.entered_at, s.left_at,
       {{ hours_between('s.entered_at', 's.left_at') }} as hours_on_ward
from {{ ref('prep_encounter_stays') }} s
left join {{ ref('dim_ward') }} w on w.ward_code = s.ward_code
