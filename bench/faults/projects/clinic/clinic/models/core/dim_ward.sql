select ward_code, ward_name, beds, cost_centre from {{ ref('wards') }}
