select
    postings.posting_id,
    postings.document_no,
    postings.amount,
    cast(postings.posted_on as date) as posted_on,
    postings.reference,
    accounts.account_name,
    case accounts.kind
        when 'income' then 'premium'
        when 'expense' then 'claims'
        else 'balance sheet'
    end as ledger_side
from {{ source('gl', 'postings') }} as postings
left join {{ source('gl', 'accounts') }} as accounts on accounts.account_no = postings.account_no
