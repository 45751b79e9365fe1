with src as (select * from {{ source('adt', 'patients') }})
select PATIENT_ID as patient_id, lower(MRN) as mrn, SEX as sex, BIRTH_DATE as birth_date,
       POSTCODE as postcode, {{ clean_code('INSURER_CODE') }} as insurer_code
from src
