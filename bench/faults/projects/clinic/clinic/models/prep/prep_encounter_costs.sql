with drug_costs as (
    select d.encounter_id, 'drug' as cost_type, sum(d.quantity * m.unit_cost) as amount
    from {{ ref('base_pharmacy__dispenses') }} d
    left join {{ ref('base_pharmacy__drugs') }} m on m.drug_code = d.drug_code
    group by d.encounter_id
),
lab_costs as (
    select encounter_id, 'lab' as cost_type, sum(lab_price) as amount
    from {{ ref('prep_lab_results') }}
    group by encounter_id
),
bed_costs as (
    select e.encounter_id, 'bed' as cost_type,
           {{ to_euro('t.day_rate_cents') }}
             * greatest(1, coalesce(date_diff('day', e.admitted_at, e.discharged_at), 1)) as amount
    from {{ ref('base_adt__encounters') }} e
    left join {{ ref('tariffs') }} t on t.encounter_class = e.encounter_class
)
select * from drug_costs
union all select * from lab_costs
union all select * from bed_costs
