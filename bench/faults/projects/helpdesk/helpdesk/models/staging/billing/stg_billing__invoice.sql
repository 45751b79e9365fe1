select
    invoice_id,
    {{ account_id_of('account_ref') }} as account_id,
    issued_on,
    cast(date_trunc('month', issued_on) as date) as invoice_month,
    currency,
    status as invoice_status,
    lines
from {{ source('billing', 'invoices') }}
where status <> 'void'
