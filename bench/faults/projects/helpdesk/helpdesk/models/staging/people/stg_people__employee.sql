select
    employee_id,
    full_name,
    manager_id,
    department,
    site,
    monthly_hours,
    hired_on,
    left_on,
    left_on is null as is_active
from {{ source('people', 'employees') }}
