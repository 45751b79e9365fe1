select
    account_id,
    account_name,
    parent_id,
    referred_by,
    owner_employee_id,
    created_at
from {{ source('crm', 'accounts') }}
