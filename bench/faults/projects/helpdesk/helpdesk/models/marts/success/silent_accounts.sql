select accounts.account_id, accounts.account_name
from {{ ref('account_health') }} as accounts
where not exists (
    select 1 from {{ ref('stg_product__account_feature') }} as switched
    where switched.account_id = accounts.account_id
)
