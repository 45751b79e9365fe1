select * replace (coalesce(valid_to, timestamp '9999-12-31') as valid_to)
from {{ source('crm', 'account_history') }}
