with enc as (select * from {{ ref('base_adt__encounters') }}),
pat as (select patient_id, insurer_code, age_years from {{ ref('dim_patient') }})
select
    enc.encounter_id, enc.patient_id, pat.insurer_code, pat.age_years, enc.ward_code as admission_ward,
    enc.encounter_class, enc.admitted_at, enc.discharged_at,
    {{ hours_between('enc.admitted_at', 'enc.discharged_at') }} as stay_hours,
    staff.staff_role as attending_role
from enc
left join pat on pat.patient_id = enc.patient_id
left join {{ ref('dim_staff') }} staff on staff.staff_id = enc.attending_id
