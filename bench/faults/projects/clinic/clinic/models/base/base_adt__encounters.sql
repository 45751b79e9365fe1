with src as (select * from {{ source('adt', 'encounters') }}),
renamed as (
    select Encounter_Id as encounter_id, Patient_Id as patient_id, {{ clean_code('WARD_CODE') }} as ward_code,
           ADMITTED_AT as admitted_at, DISCHARGED_AT as discharged_at, CLASS as encounter_class,
           ATTENDING_ID as attending_id
    from src
)
select * from renamed
