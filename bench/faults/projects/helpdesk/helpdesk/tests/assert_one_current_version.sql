select accounts.account_id
from {{ ref('stg_crm__account') }} as accounts
left join {{ ref('dim_account') }} as versions
    on versions.account_id = accounts.account_id and versions.is_current
group by accounts.account_id
having count(versions.account_key) <> 1
