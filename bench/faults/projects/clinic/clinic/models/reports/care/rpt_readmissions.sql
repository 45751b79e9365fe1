with ordered as (
    select patient_id, encounter_id, admitted_at, discharged_at,
           lag(discharged_at) over (partition by patient_id order by admitted_at) as previous_discharge
    from {{ ref('fact_encounter') }}
    where encounter_class = 'I'
)
select date_trunc('week', admitted_at) as week, count(*) as admissions,
       sum(case when admitted_at < previous_discharge + interval 30 day then 1 else 0 end) as readmissions
from ordered
group by 1
