select
    accounts.account_id,
    parents.account_name as parent_name,
    coalesce(parents.parent_id, accounts.parent_id, accounts.account_id) as ultimate_parent_id
from {{ ref('stg_crm__account') }} as accounts
left join {{ ref('stg_crm__account') }} as parents on accounts.parent_id = parents.account_id
