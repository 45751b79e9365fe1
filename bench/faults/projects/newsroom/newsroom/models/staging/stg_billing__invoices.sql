with unioned as (

    {{ union_regions('invoices', ['id', 'subscription_id', 'amount_due_cents', 'amount_paid_cents', 'currency', 'issued_at', 'status']) }}

)

select
    {{ surrogate_key(['region', 'id']) }} as invoice_key,
    {{ surrogate_key(['region', 'subscription_id']) }} as subscription_key,
    region,
    {{ cents_to_units('amount_due_cents') }} as amount_due,
    {{ cents_to_units('amount_paid_cents') }} as amount_paid,
    currency,
    cast(issued_at as date) as issued_on,
    status as invoice_status
from unioned
