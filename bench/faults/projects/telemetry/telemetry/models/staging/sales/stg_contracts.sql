select id as contract_id, customer as customer_id, starts as starts_at, ends as ends_at,
       {{ minor_to_major('fee_minor') }} as monthly_fee
from {{ source('crm', 'contracts') }}
