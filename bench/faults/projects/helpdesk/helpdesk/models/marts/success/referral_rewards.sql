select
    referred.account_id,
    referrers.account_id as referrer_id,
    referrers.account_name as referrer_name,
    50.0 as reward
from {{ ref('stg_crm__account') }} as referred
inner join {{ ref('stg_crm__account') }} as referrers on referrers.account_id = referred.referred_by
where exists (
    select 1
    from {{ ref('stg_billing__invoice') }} as invoices
    where invoices.account_id = referred.account_id and invoices.invoice_status = 'paid'
)
