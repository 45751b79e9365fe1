with hours as (
    select ward_code, cast(shift_start as date) as day, sum(hours) as staff_hours
    from {{ ref('base_hr__shifts') }}
    group by 1, 2
)
select o.day, o.ward_code, o.patients, coalesce(h.staff_hours, 0) as staff_hours,
       round(coalesce(h.staff_hours, 0) / nullif(o.patients, 0), 2) as hours_per_patient
from {{ ref('rpt_ward_occupancy') }} o
left join hours h on h.day = o.day and h.ward_code = o.ward_code
