select d.dispense_id, d.encounter_id, d.drug_code, drug.drug_name, drug.atc_group, d.quantity,
       d.quantity * drug.unit_cost as dispense_cost, d.dispensed_at
from {{ ref('base_pharmacy__dispenses') }} d
left join {{ ref('dim_drug') }} drug on d.drug_code = drug.drug_code
