select account_id, name as account_name, segment, country
from {{ ref('snap_accounts') }}
where dbt_valid_to is null
