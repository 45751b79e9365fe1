-- What commerce says we took, beside what the bank statements posted, per day.
with payments as (

    select paid_on, sum(amount) as commerce_amount
    from {{ ref('stg_commerce__payments') }}
    group by paid_on

),

postings as (

    select booked_on, sum(amount) as ledger_amount
    from {{ ref('stg_erp__journal_entries') }}
    where account_code = '1360'
    group by booked_on

)

select
    coalesce(payments.paid_on, postings.booked_on) as day,
    coalesce(payments.commerce_amount, 0) as commerce_amount,
    coalesce(postings.ledger_amount, 0) as ledger_amount,
    coalesce(payments.commerce_amount, 0) - coalesce(postings.ledger_amount, 0) as difference
from payments
full outer join postings on payments.paid_on = postings.booked_on
