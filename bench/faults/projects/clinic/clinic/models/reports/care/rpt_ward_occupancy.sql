with days as (
    select cast(unnest(generate_series(current_date - interval {{ var('occupancy_days') }} day,
                                       current_date - interval 1 day, interval 1 day)) as date) as day
),
present as (
    select d.day, s.ward_code, count(distinct s.encounter_id) as patients
    from days d
    join {{ ref('fact_stay') }} s
      on cast(s.entered_at as date) <= d.day and coalesce(cast(s.left_at as date), d.day) >= d.day
    group by 1, 2
)
select d.day, w.ward_code, w.ward_name, w.beds, coalesce(p.patients, 0) as patients,
       coalesce(p.patients, 0) / w.beds as occupancy
from days d
cross join {{ ref('dim_ward') }} w
left join present p on p.day = d.day and p.ward_code = w.ward_code
