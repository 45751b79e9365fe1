select
    region,
    date_trunc('month', issued_on) as month,
    currency,
    count(*) as invoices,
    sum(amount_due) as billed,
    sum(amount_paid) as collected,
    sum(amount_paid) / nullif(sum(amount_due), 0) as collected_share
from {{ ref('fct_invoices') }}
where invoice_status <> 'void'
group by all
