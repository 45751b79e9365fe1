-- One row per ward and encounter: the first ward, then wherever the patient was moved.
with moves as (

    select encounter_id, ward_code, admitted_at as entered_at from {{ ref('base_adt__encounters') }}

    union all

    select encounter_id, to_ward as ward_code, moved_at as entered_at from {{ ref('base_adt__transfers') }}

),

sequenced as (

    select
        m.encounter_id,
        m.ward_code,
        m.entered_at,
        lead(m.entered_at) over (partition by m.encounter_id order by m.entered_at) as next_entered_at,
        row_number() over (partition by m.encounter_id order by m.entered_at) as stay_number
    from moves m

)

select
    s.encounter_id,
    s.stay_number,
    s.ward_code,
    s.entered_at,
    coalesce(s.next_entered_at, e.discharged_at) as left_at
from sequenced s
left join {{ ref('base_adt__encounters') }} e on e.encounter_id = s.encounter_id
