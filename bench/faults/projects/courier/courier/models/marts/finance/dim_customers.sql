with sent as (

    select account_id, count(*) as parcels, sum(price) as spent from {{ ref('stg_shipments') }} group by 1

)

select accounts.*, coalesce(sent.parcels, 0) as parcels, coalesce(sent.spent, 0) as spent
from {{ ref('stg_accounts') }} as accounts
left join sent on sent.account_id = accounts.account_id
