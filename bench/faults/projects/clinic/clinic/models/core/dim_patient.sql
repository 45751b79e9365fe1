select patient_id, mrn, sex, birth_date, postcode, insurer_code,
       date_diff('year', birth_date, current_date) as age_years
from {{ ref('base_adt__patients') }}
