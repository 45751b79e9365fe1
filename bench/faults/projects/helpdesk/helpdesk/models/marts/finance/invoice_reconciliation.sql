with invoiced as (
    select account_id, invoice_month, sum(amount) as seat_amount
    from {{ ref('fct_invoice_line') }}
    where sku = 'seat'
    group by account_id, invoice_month
)

select
    mrr.account_id,
    mrr.date_month,
    mrr.mrr,
    coalesce(invoiced.seat_amount, 0) as seat_amount,
    mrr.mrr - coalesce(invoiced.seat_amount, 0) as gap
from {{ ref('fct_mrr') }} as mrr
left join invoiced
    on invoiced.account_id = mrr.account_id and invoiced.invoice_month = mrr.date_month
where mrr.is_active
